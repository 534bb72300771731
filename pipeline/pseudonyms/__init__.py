"""Records -> records that can be shared: names of persons become stable pseudonyms.

What is replaced are names that the pipeline found, the participants' names and what the key table
lists by hand. Indirect identification stays: a function, a place or an anecdote can tell who speaks.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from pipeline.errors import InputError
from pipeline.pseudonyms.coining import extended
from pipeline.pseudonyms.initials import labels_of
from pipeline.pseudonyms.key import Key, Row, merged, read_key, refuse_inside, write_key
from pipeline.pseudonyms.leaks import Leak, Searcher, leaks_in
from pipeline.pseudonyms.matching import Matcher
from pipeline.pseudonyms.rewriting import replaced_in_id, rewritten
from pipeline.pseudonyms.survey import survey_of
from pipeline.schema import Record

__all__ = ["Leak", "Pseudonymised", "pseudonymised"]


class Pseudonymised:
    """Records under pseudonyms, made anew each time they are gone through."""

    def __init__(self, records: Iterable[Record], matcher: Matcher, ids: dict[str, str]) -> None:
        self._records = records
        self._matcher = matcher
        self._ids = ids

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            yield rewritten(record, self._matcher, ids=self._ids)

    def leaks(self, folder: Path) -> list[Leak]:
        """Return where a file below a folder still holds an original name, or seems to."""
        return leaks_in(folder, Searcher.of(self._matcher))

    def check(self, folder: Path) -> list[Leak]:
        """Return what is doubtful in the files of a folder; to be called before they are shared.

        Raises:
            InputError: An original name is in a file; the message lists the places, names masked.
        """
        found = self.leaks(folder)
        certain = [leak for leak in found if leak.certain]
        if certain:
            lines = "\n".join(f"  {leak}" for leak in certain)
            raise InputError(
                f"original names are in {len(certain)} places of the output, so nothing was "
                f"written:\n{lines}\n",
                hint="add the name to the key table (original, empty pseudonym) and run again",
            )
        return found


def pseudonymised(
    records: Iterable[Record],
    *,
    key: Path,
    organisations: bool = False,
    out: Path | None = None,
) -> Pseudonymised:
    """Return records under pseudonyms; the key table is extended and written first.

    The records are gone through once here, to know all names before the first is replaced, and
    once each time the result is.

    Args:
        records: Can be gone through several times.
        key: The key table, a CSV file; made if it is not there.
        organisations: Whether names of organisations and media are replaced too.
        out: The folder to be shared, in which the key table may not lie.

    Raises:
        InputError: The key table lies in `out`, is none, or cannot be written.
    """
    refuse_inside(key, out)
    survey = survey_of(records)
    table = extended(read_key(key), survey, organisations=organisations)
    matcher = Matcher(table, survey, organisations)
    write_key(key, _with_labels(table, matcher))
    return Pseudonymised(records, matcher, _ids(matcher))


def _with_labels(key: Key, matcher: Matcher) -> Key:
    """Return the key with a row for each printed label of initials."""
    rows = list(key.rows)
    for id, labels in matcher.survey.labels.items():
        new = labels_of(id, matcher)
        rows += [Row(label, new[label], "LABEL", (id,)) for label in labels]
    return dataclasses.replace(key, rows=merged(tuple(rows)))


def _ids(matcher: Matcher) -> dict[str, str]:
    """Return the new id of each record: names in it replaced, and still unique."""
    found: dict[str, str] = {}
    times: Counter[str] = Counter()
    for id in matcher.survey.ids:
        new = replaced_in_id(id, id, matcher)
        times[new] += 1
        while times[new] > 1:
            new = f"{new}-{times[new]}"
            times[new] += 1
        found[id] = new
    return found
