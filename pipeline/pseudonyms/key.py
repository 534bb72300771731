"""The key table: which pseudonym stands for which name, and the secret they are derived from.

A CSV file of four columns that a researcher can read and add to: ``original``, ``pseudonym``,
``label`` (PER, ORG, OTHER, LABEL for initials, SECRET), ``interviews``. Whole names have a row as
well as each of their words, which are what is replaced. A row with an original and no pseudonym
gets one.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import hmac
import io
import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from pipeline.errors import InputError
from pipeline.files import TEMPORARY
from pipeline.pseudonyms.words import name_words
from pipeline.text import fold

COLUMNS = ("original", "pseudonym", "label", "interviews")
LABELS = ("PER", "ORG", "OTHER", "LABEL", "SECRET")


@dataclass(frozen=True, slots=True)
class Row:
    """One form of a name and what replaces it."""

    original: str
    pseudonym: str
    label: str
    interviews: tuple[str, ...] = ()


@dataclass(frozen=True)
class Key:
    """The key table of a project."""

    secret: bytes
    rows: tuple[Row, ...] = ()

    def digest(self, text: str) -> bytes:
        """Return what of a text only the secret's owner can compute."""
        return hmac.new(self.secret, text.encode(), hashlib.sha256).digest()

    @cached_property
    def words(self) -> dict[str, str]:
        """Return the pseudonym of each folded word of a person's name."""
        return {
            name_words(row.original)[0].folded: row.pseudonym
            for row in self.rows
            if row.label == "PER" and row.pseudonym and len(name_words(row.original)) == 1
        }

    @cached_property
    def by_hand(self) -> frozenset[str]:
        """Return the folded words of persons that no interview is known to name: added by hand."""
        listed = [row for row in self.rows if row.label == "PER" and not row.interviews]
        found = {
            word.folded for row in self.rows if row.interviews for word in name_words(row.original)
        }
        words = {word.folded for row in listed for word in name_words(row.original)}
        return frozenset(words - found)

    @cached_property
    def names(self) -> tuple[Row, ...]:
        """Return the rows of persons' names of several words."""
        return tuple(
            row for row in self.rows if row.label == "PER" and len(name_words(row.original)) > 1
        )

    def phrases(self, *, organisations: bool) -> dict[str, Row]:
        """Return the rows that replace several words as one, by their folded form."""
        wanted = {"OTHER", "ORG"} if organisations else {"OTHER"}
        found = [row for row in self.rows if row.label in wanted and row.pseudonym]
        # What was added by hand comes last and holds.
        found.sort(key=lambda row: row.label == "OTHER")
        return {fold(row.original): row for row in found}


def read_key(path: Path) -> Key:
    """Return the key table of a file, or a new one with a secret of its own if there is no file.

    Raises:
        InputError: The file is no key table.
    """
    if not path.exists():
        return Key(secrets.token_bytes(32))
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: the key table cannot be read ({error})") from error
    first = content.partition("\n")[0]
    reader = csv.DictReader(
        io.StringIO(content, newline=""), delimiter=";" if first.count(";") > 2 else ","
    )
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise InputError(
            f"{path}: a key table has the columns {', '.join(COLUMNS)}",
            hint="name another file for --key, or start from a new one",
        )
    secret, rows = b"", []
    for number, values in enumerate(reader, 2):
        row = _row(values, where=f"{path}, line {number}")
        if row.label == "SECRET":
            secret = _secret(row.pseudonym, where=f"{path}, line {number}")
        elif row.original:
            rows.append(row)
    return Key(secret or secrets.token_bytes(32), tuple(rows))


def _row(values: dict[str, str | None], *, where: str) -> Row:
    original, pseudonym, label, interviews = ((values[name] or "").strip() for name in COLUMNS)
    label = label.upper() or "PER"
    if label not in LABELS:
        raise InputError(f"{where}: label is {label!r}; allowed are {', '.join(LABELS)}")
    row = Row(original, pseudonym, label, tuple(filter(None, interviews.split("; "))))
    if label == "PER" and original:
        wanted = len(name_words(original))
        if not wanted:
            raise InputError(f"{where}: {original!r} holds no word of a name")
        if pseudonym and len(name_words(pseudonym)) != wanted:
            raise InputError(
                f"{where}: {pseudonym!r} must have as many words as {original!r}",
                hint="names are replaced word by word; leave the pseudonym empty to get one",
            )
    return row


def _secret(value: str, *, where: str) -> bytes:
    try:
        secret = bytes.fromhex(value)
    except ValueError:
        secret = b""
    if len(secret) < 16:
        raise InputError(f"{where}: the secret is damaged", hint="restore the key table")
    return secret


def write_key(path: Path, key: Key) -> None:
    """Write the key table, whole or not at all, readable by its owner alone.

    Raises:
        InputError: It cannot be written.
    """
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerow(("", key.secret.hex(), "SECRET", ""))
    for row in key.rows:
        writer.writerow((row.original, row.pseudonym, row.label, "; ".join(row.interviews)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        # Made with mode 0600, so that nobody reads it in the meantime either.
        descriptor, name = tempfile.mkstemp(prefix=path.name, suffix=TEMPORARY, dir=path.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as file:
                file.write(stream.getvalue())
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InputError(f"{path}: the key table cannot be written ({error.strerror})") from error


def refuse_inside(path: Path, out: Path | None) -> None:
    """Refuse a key table inside the folder that is to be shared.

    Raises:
        InputError: It lies there.
    """
    if out is not None and path.resolve().is_relative_to(out.resolve()):
        raise InputError(
            f"{path}: the key table lies inside the output folder {out}",
            hint="keep it apart, or it is shared with what it protects",
        )


def merged(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return rows with each original once, in the order of label and original.

    Of two rows of one original the first with a pseudonym holds; interviews are joined. Initials
    may stand for two people in two interviews and have a row for each.
    """
    found: dict[tuple[str, ...], Row] = {}
    for row in rows:
        place = (row.label, row.original, row.pseudonym if row.label == "LABEL" else "")
        before = found.get(place)
        if before is not None:
            row = dataclasses.replace(
                before,
                pseudonym=before.pseudonym or row.pseudonym,
                interviews=tuple(sorted({*before.interviews, *row.interviews})),
            )
        found[place] = row
    return tuple(found[place] for place in sorted(found))
