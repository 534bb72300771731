"""Records -> records that can be shared: names of persons become stable pseudonyms.

What is replaced are names that the pipeline found, the participants' names and what the key table
lists by hand. Indirect identification stays: a function, a place or an anecdote can tell who speaks.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from pipeline.errors import InputError
from pipeline.pseudonyms.coining import extended
from pipeline.pseudonyms.initials import labels_of
from pipeline.pseudonyms.key import Key, Row, merged, read_key, refuse_inside, write_key
from pipeline.pseudonyms.leaks import Leak, Searcher, leaks_in
from pipeline.pseudonyms.matching import Matcher
from pipeline.pseudonyms.remaining import Remaining, remaining_in
from pipeline.pseudonyms.rewriting import replaced_in_id, rewritten
from pipeline.pseudonyms.survey import survey_of
from pipeline.schema import Record
from pipeline.text import counted

__all__ = ["Leak", "Pseudonymised", "pseudonymised"]

_LISTED = 20


class Pseudonymised:
    """Records under pseudonyms, made anew each time they are gone through.

    Args:
        records: Can be gone through several times.
        matcher: Knows the names.
        key: Where the key table belongs.
    """

    def __init__(self, records: Iterable[Record], matcher: Matcher, key: Path) -> None:
        self._records = records
        self._matcher = matcher
        self._key = key
        self._ids = _ids(matcher)

    def __iter__(self) -> Iterator[Record]:
        for record in self._records:
            yield rewritten(record, self._matcher, ids=self._ids)

    @property
    def emptied(self) -> int:
        """Return how many turns of all records are boilerplate, whose words a mark replaces."""
        return self._matcher.survey.boilerplate

    def leaks(self, folder: Path) -> list[Leak]:
        """Return where a file below a folder still holds an original name, or seems to."""
        return leaks_in(folder, Searcher.of(self._matcher))

    def check(self, folder: Path) -> list[Leak]:
        """Return what is doubtful in the files of a folder; to be called before they are shared.

        Raises:
            InputError: An original name is in a file. The message lists the fields of the records
                that hold it, or the places in the files where no field does; names are masked.
        """
        found = self.leaks(folder)
        certain = [leak for leak in found if leak.certain]
        if certain:
            raise self._refusal(certain)
        return found

    def _refusal(self, certain: list[Leak]) -> InputError:
        fields = remaining_in(self, Searcher.of(self._matcher))
        places: Sequence[Remaining | Leak] = fields or certain
        lines = [f"  {place}" for place in places[:_LISTED]]
        if len(places) > _LISTED:
            lines.append(f"  and {len(places) - _LISTED} more")
        hint = (
            "list the whole phrase in which the name stands there in the key table "
            f"{self._key} (original, empty pseudonym, label OTHER: docs/privacy.md#the-key), "
            "and run again"
        )
        if not self._matcher.organisations and any(field.is_of_organisation for field in fields):
            hint = (
                "names of media and employers are replaced with --organisations "
                f"(export and report: --pseudonymise-organisations); or {hint}"
            )
        return InputError(
            f"original names would stay in {counted(len(places), 'place')}:\n"
            + "\n".join(lines)
            + "\nNothing was written, no key table either",
            hint=hint,
        )

    def keep_key(self) -> None:
        """Write the key table: before the records are shared, or nobody could undo them.

        Raises:
            InputError: It cannot be written.
        """
        write_key(self._key, _with_labels(self._matcher))


def pseudonymised(
    records: Iterable[Record],
    *,
    key: Path,
    organisations: bool = False,
    out: Path | None = None,
) -> Pseudonymised:
    """Return records under pseudonyms; nothing is written, `Pseudonymised.keep_key` writes the key.

    The records are gone through once here, to know all names before the first is replaced, and
    once each time the result is.

    Args:
        records: Can be gone through several times.
        key: The key table, a CSV file; made if it is not there.
        organisations: Whether names of organisations and media are replaced too.
        out: The folder to be shared, in which the key table may not lie.

    Raises:
        InputError: The key table lies in `out`, or is none.
    """
    refuse_inside(key, out)
    survey = survey_of(records)
    table = extended(read_key(key), survey, organisations=organisations)
    return Pseudonymised(records, Matcher(table, survey, organisations), key)


def _with_labels(matcher: Matcher) -> Key:
    """Return the key with a row for each printed label of initials."""
    rows = list(matcher.key.rows)
    for id, labels in matcher.survey.labels.items():
        new = labels_of(id, matcher)
        rows += [Row(label, new[label], "LABEL", (id,)) for label in labels]
    return dataclasses.replace(matcher.key, rows=merged(tuple(rows)))


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
