from __future__ import annotations

import os
import unicodedata
from pathlib import Path

import pytest

from pipeline.batch.inputs import Inputs, find_inputs
from pipeline.errors import InputError

SUFFIXES = (".txt", ".html", ".docx")


def make(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")


def find(*inputs: Path, out: Path | None = None, follow_links: bool = False) -> Inputs:
    return find_inputs(
        inputs,
        out=out or inputs[0].parent / "elsewhere",
        suffixes=SUFFIXES,
        follow_links=follow_links,
    )


def ids(found: Inputs) -> list[str]:
    return [job.id for job in found.jobs]


def skipped(found: Inputs) -> dict[str, str]:
    return {skip.file: skip.reason for skip in found.skipped}


def test_a_tree_gives_ids_from_paths_without_suffix_in_order(tmp_path: Path) -> None:
    make(tmp_path / "in", "b.txt", "a/z.html", "a/y.docx", "A.TXT")
    found = find(tmp_path / "in")
    assert ids(found) == ["A", "a/y", "a/z", "b"]
    assert [job.file for job in found.jobs] == ["A.TXT", "a/y.docx", "a/z.html", "b.txt"]


def test_a_name_with_dots_loses_only_its_suffix(tmp_path: Path) -> None:
    make(tmp_path / "in", "v1.2.txt", "a.txt.html")
    assert ids(find(tmp_path / "in")) == ["a.txt", "v1.2"]


def test_files_with_one_stem_both_keep_their_suffix(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "a.html", "b.txt")
    assert ids(find(tmp_path / "in")) == ["a.html", "a.txt", "b"]


def test_named_files_with_one_stem_both_keep_their_suffix(tmp_path: Path) -> None:
    make(tmp_path, "a.txt", "a.html")
    assert ids(find(tmp_path / "a.txt", tmp_path / "a.html")) == ["a.html", "a.txt"]


def test_several_folders_are_told_apart_by_their_names(tmp_path: Path) -> None:
    make(tmp_path, "un/a.txt", "deux/a.txt", "deux/b.txt")
    found = find(tmp_path / "un", tmp_path / "deux")
    assert ids(found) == ["b", "deux/a", "un/a"]
    assert [job.file for job in found.jobs] == ["b.txt", "deux/a.txt", "un/a.txt"]


def test_folders_with_one_name_are_told_apart_by_what_holds_them(tmp_path: Path) -> None:
    make(tmp_path, "un/textes/a.txt", "deux/textes/a.txt")
    assert ids(find(tmp_path / "un/textes", tmp_path / "deux/textes")) == [
        "deux/textes/a",
        "un/textes/a",
    ]


def test_folders_and_suffixes_may_clash_at_once(tmp_path: Path) -> None:
    make(tmp_path, "un/a.txt", "un/a.html", "deux/a.txt")
    assert ids(find(tmp_path / "un", tmp_path / "deux")) == ["deux/a", "un/a.html", "un/a.txt"]


def test_a_lengthened_id_that_clashes_again_is_lengthened_again(tmp_path: Path) -> None:
    make(tmp_path, "un/a.txt", "deux/a.txt", "trois/un/a.txt")
    found = find(tmp_path / "un", tmp_path / "deux", tmp_path / "trois")
    assert len(set(ids(found))) == 3


def test_a_file_is_read_once_however_often_it_is_named(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "in/sub/b.txt")
    found = find(
        tmp_path / "in", tmp_path / "in/a.txt", tmp_path / "in/sub", tmp_path / "in/../in/a.txt"
    )
    assert ids(found) == ["a", "sub/b"]


def test_what_is_passed_over_is_listed_with_its_reason(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "b.xlsx", "README", ".hidden.txt", ".git/c.txt", "~$a.docx")
    os.mkfifo(tmp_path / "in/pipe.txt")
    (tmp_path / "in/gone.txt").symlink_to(tmp_path / "nowhere.txt")
    found = find(tmp_path / "in")
    assert ids(found) == ["a"]
    assert skipped(found) == {
        ".git": "hidden",
        ".hidden.txt": "hidden",
        "README": "no suffix",
        "b.xlsx": "unknown suffix .xlsx",
        "gone.txt": "broken link",
        "pipe.txt": "not a regular file",
        "~$a.docx": "hidden",
    }


def test_the_output_folder_inside_an_input_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "out/parts/b.txt")
    found = find(tmp_path / "in", out=tmp_path / "in/out")
    assert ids(found) == ["a"]
    assert skipped(found) == {"out": "the output folder"}


def test_the_output_folder_of_another_run_is_passed_over(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "old/records.jsonl", "old/manifest.json", "old/b.txt")
    found = find(tmp_path / "in")
    assert ids(found) == ["a"]
    assert skipped(found) == {"old": "the output folder of another run"}


def test_an_input_cannot_be_the_output_folder(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt")
    with pytest.raises(InputError, match="input and the output"):
        find(tmp_path / "in", out=tmp_path / "in")


def test_symlink_loops_are_reported_and_not_followed(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "sub/b.txt")
    (tmp_path / "in/sub/loop").symlink_to(tmp_path / "in", target_is_directory=True)
    (tmp_path / "in/here").symlink_to(".", target_is_directory=True)
    (tmp_path / "in/up").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "in/self.txt").symlink_to("self.txt")
    found = find(tmp_path / "in")
    assert ids(found) == ["a", "sub/b"]
    assert set(skipped(found)) == {"here", "self.txt", "sub/loop", "up"}
    assert skipped(found)["sub/loop"] == "symlink loop"


OUT = "link out of the input folder (--follow-links reads it)"


def test_links_that_lead_out_are_passed_over(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "data/b.txt", "data/sub/c.txt")
    (tmp_path / "in/folder").symlink_to(tmp_path / "data", target_is_directory=True)
    (tmp_path / "in/file.txt").symlink_to(tmp_path / "data/b.txt")
    found = find(tmp_path / "in")
    assert ids(found) == ["a"]
    assert skipped(found) == {"folder": OUT, "file.txt": OUT}


def test_links_between_two_inputs_lead_nowhere_else(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "data/b.txt")
    (tmp_path / "in/file.txt").symlink_to(tmp_path / "data/b.txt")
    assert ids(find(tmp_path / "in", tmp_path / "data")) == ["a", "b", "file"]


def test_a_link_that_was_named_itself_is_read(tmp_path: Path) -> None:
    make(tmp_path, "data/b.txt", "more/c.txt")
    (tmp_path / "linked").symlink_to(tmp_path / "data", target_is_directory=True)
    (tmp_path / "linked.txt").symlink_to(tmp_path / "more/c.txt")
    assert ids(find(tmp_path / "linked", tmp_path / "linked.txt")) == ["b", "linked"]


def test_links_to_folders_outside_are_followed_once_where_that_is_asked(tmp_path: Path) -> None:
    make(tmp_path, "in/a.txt", "data/b.txt")
    (tmp_path / "in/one").symlink_to(tmp_path / "data", target_is_directory=True)
    (tmp_path / "in/two").symlink_to(tmp_path / "data", target_is_directory=True)
    (tmp_path / "data/back").symlink_to(tmp_path / "data", target_is_directory=True)
    found = find(tmp_path / "in", follow_links=True)
    assert ids(found) == ["a", "one/b"]
    assert skipped(found) == {
        "one/back": "symlink loop",
        "two": "link to a folder that is read anyway",
    }


def test_a_folder_without_interviews_says_what_was_there(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.csv", "b.csv")
    with pytest.raises(
        InputError, match=r"no interview found \(skipped: 2 x unknown suffix .csv\)"
    ):
        find(tmp_path / "in")


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(InputError, match=r"no interview found; interviews are files that end in"):
        find(tmp_path / "in")


def test_a_missing_input_alone_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file or folder"):
        find(tmp_path / "absent.txt")


def test_a_name_that_no_file_can_have_is_one_failed_file(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    found = find(tmp_path / "a.txt", tmp_path / ("Entretien avec Maud " * 20))
    assert ids(found) == ["a"]
    assert "cannot be looked at (File name too long)" in found.failed[0].error


def test_a_missing_input_among_others_is_one_failed_file(tmp_path: Path) -> None:
    make(tmp_path, "a.txt")
    found = find(tmp_path / "a.txt", tmp_path / "absent.txt")
    assert ids(found) == ["a"]
    (error,) = found.failed
    assert "no such file" in error.error


def test_a_named_file_of_unknown_suffix_is_tried_not_skipped(tmp_path: Path) -> None:
    make(tmp_path, "a.xlsx", ".hidden.txt")
    found = find(tmp_path / "a.xlsx", tmp_path / ".hidden.txt")
    assert ids(found) == [".hidden", "a"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every folder")
def test_an_unreadable_folder_is_one_failed_file(tmp_path: Path) -> None:
    make(tmp_path / "in", "a.txt", "closed/b.txt")
    (tmp_path / "in/closed").chmod(0)
    try:
        found = find(tmp_path / "in")
    finally:
        (tmp_path / "in/closed").chmod(0o755)
    assert ids(found) == ["a"]
    assert "cannot be listed" in found.failed[0].error


def test_ids_are_composed_whatever_the_file_system_writes(tmp_path: Path) -> None:
    make(tmp_path / "in", unicodedata.normalize("NFD", "été.txt"))
    assert ids(find(tmp_path / "in")) == [unicodedata.normalize("NFC", "été")]


def test_names_that_are_no_utf_8_get_readable_and_different_ids(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in (b"caf\xe9.txt", b"caf\xe8.txt"):
        Path(os.fsdecode(os.fsencode(tmp_path / "in") + b"/" + name)).write_text("x")
    assert ids(find(tmp_path / "in")) == ["caf�.txt", "caf�.txt~2"]
