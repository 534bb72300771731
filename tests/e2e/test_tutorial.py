"""Both tutorials from the first page to the evaluation, as a first-time user types them."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^```([a-z]*)\n(.*?)^```", re.MULTILINE | re.DOTALL)

pytestmark = pytest.mark.slow


def decisions(records: Path) -> str:
    """Return what the report would save for a reviewer who rejects the first claim of each interview."""
    lines = []
    for line in records.read_text(encoding="utf-8").splitlines():
        record: dict[str, Any] = json.loads(line)
        claim = record["claims"][0]
        decision = {
            "schema_version": "1.0",
            "record": record["id"],
            "source_sha256": record["source"]["sha256"],
            "text_sha256": hashlib.sha256(record["text"].encode()).hexdigest(),
            "layer": "claim",
            "action": "reject",
            "target": {key: claim[key] for key in ("id", "start", "end", "text")},
            "value": None,
            "note": "",
            "reviewer": "essai",
            "made": "2026-01-05T10:00:00.000Z",
        }
        lines.append(json.dumps(decision, ensure_ascii=False) + "\n")
    return "".join(lines)


@pytest.mark.parametrize(
    ("page", "pages", "records", "reviewed", "variables", "tei", "iramuteq", "data", "shared"),
    [
        (
            *("tutorial.md", "my-pages", "my-records", "my-reviewed", "my-variables.csv"),
            *("my-tei", "my-iramuteq", "my-dataset", "to-share"),
        ),
        (
            *("tutoriel.md", "mes-pages", "mes-fiches", "mes-fiches-relues", "mes-variables.csv"),
            *("ma-tei", "mon-iramuteq", "mon-jeu", "a-partager"),
        ),
    ],
)
def test_every_command_and_snippet_works_in_order(
    page: str,
    pages: str,
    records: str,
    reviewed: str,
    variables: str,
    tei: str,
    iramuteq: str,
    data: str,
    shared: str,
    tmp_path: Path,
) -> None:
    shutil.copytree(ROOT / "docs" / "example", tmp_path / pages)
    said = ""
    for language, content in FENCE.findall((ROOT / "docs" / page).read_text(encoding="utf-8")):
        if language == "csv":
            (tmp_path / variables).write_text(content, encoding="utf-8")
        elif language == "python":
            run([sys.executable, "-c", content], tmp_path)
        elif language == "":
            for line in content.splitlines():
                name, *words = shlex.split(line)
                assert name == "entretiens"
                if words[0] == "apply-review" and not (tmp_path / "corrections.jsonl").exists():
                    made = decisions(tmp_path / records / "records.jsonl")
                    (tmp_path / "corrections.jsonl").write_text(made, encoding="utf-8")
                said += run([sys.executable, "-m", "pipeline", *words], tmp_path)
    assert said.count("3 decisions applied (3 on claim), 0 refused") == 2
    assert said.count("(0 files read, 3 reused") == 1  # variables of one's own make nothing anew
    page = (tmp_path / reviewed / "report.html").read_text(encoding="utf-8")
    assert "association" in page
    assert "claims (3 of 3 interviews)" in said
    assert (tmp_path / tei / "corpus.xml").is_file()
    corpus = (tmp_path / iramuteq / "corpus.txt").read_text(encoding="utf-8")
    assert corpus.count("**** *itw_") == 9
    assert "*secteur_association" in corpus
    assert (tmp_path / data / "README.md").is_file()
    with (tmp_path / reviewed / "interviews.csv").open(encoding="utf-8", newline="") as stream:
        assert [row["metadata_terrain"] for row in csv.DictReader(stream)] == [
            "2021",
            "2019",
            "2022",
        ]
    for path in (tmp_path / shared).iterdir():
        assert b"Teyssier" not in path.read_bytes()


def run(command: list[str], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout
