"""How many false sentences the check of faithfulness catches, and at how many true ones it cries out."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.evaluate.corruptions import Case, false_cases, material_of, true_cases
from pipeline.evaluate.figures import SEED, Figure, Ratio, figures
from pipeline.evaluate.markdown import table, with_interval
from pipeline.schema import Gold
from pipeline.summarize.faithfulness import KINDS, Problem, check_sentence

if TYPE_CHECKING:
    from spacy.language import Language

CAUGHT, ALARMS = "caught", "false alarms"
ORIGINS = ("summary", "claim")


@dataclass(frozen=True, slots=True)
class Checked:
    """One sentence with what the check says of it."""

    case: Case
    problems: tuple[Problem, ...]

    @property
    def is_wrong(self) -> bool:
        """Say whether the check fails here: a false sentence let through, a true one accused."""
        return bool(self.problems) == (self.case.changed is None)


def checked_cases(
    golds: Sequence[Gold], nlp: Language, *, true: int = 200, each: int = 50, seed: int = SEED
) -> list[Checked]:
    """Return true and false sentences of annotated interviews, each with what the check says of it.

    Args:
        golds: Interviews; those without turns and claims are left out.
        nlp: Finds the verbs that are denied.
        true: How many true sentences.
        each: How many false ones of a kind.
        seed: Of what chooses them: the same corpus gives the same sentences.

    Raises:
        InputError: The interviews do not give so many.
    """
    materials = [material_of(gold) for gold in golds if gold.turns and gold.claims]
    cases = [
        *true_cases(materials, most=true, draw=random.Random(seed)),
        *false_cases(materials, nlp, each=each, draw=random.Random(seed)),
    ]
    for kind in (None, *KINDS):
        number = each if kind else true
        found = sum(case.changed == kind for case in cases)
        if found < number:
            raise InputError(
                f"{len(materials)} interviews give {found} sentences of the kind {kind or 'true'}; "
                f"{number} are wanted",
                hint="give more annotated interviews, or ask for fewer sentences",
            )
    return [Checked(case, check_sentence(case.text, case.evidence)) for case in cases]


def rates(checked: Sequence[Checked]) -> list[Figure]:
    """Return the share caught of each kind and the share of false alarms, with intervals over interviews."""
    counts: dict[str, dict[str, float]] = {}
    for item in checked:
        own = counts.setdefault(item.case.id, {})
        section = ALARMS if item.case.changed is None else CAUGHT
        for name in (item.case.changed or "", item.case.origin, "all"):
            if name:
                own[f"{section}.{name}"] = own.get(f"{section}.{name}", 0.0) + bool(item.problems)
                own[f"{section}.{name}.of"] = own.get(f"{section}.{name}.of", 0.0) + 1
    wanted = [(CAUGHT, name) for name in (*KINDS, *ORIGINS, "all")]
    wanted += [(ALARMS, name) for name in (*ORIGINS, "all")]
    ratios = [
        Ratio(section, name, "rate", (f"{section}.{name}",), (f"{section}.{name}.of",))
        for section, name in wanted
    ]
    return figures(list(counts.values()), wanted=ratios)


def table_of(found: Sequence[Figure]) -> Iterator[str]:
    """Yield the lines of a Markdown table of `rates`."""
    rows = [
        (f.section, f.name, f"{f.over:.0f} / {f.under:.0f}", with_interval(f.value, f.low, f.high))
        for f in found
    ]
    return table(("figure", "sentences", "counts", "rate"), rows)


def errors_of(checked: Sequence[Checked]) -> Iterator[str]:
    """Yield the lines that show where the check fails."""
    for item in checked:
        if not item.is_wrong:
            continue
        case = item.case
        yield f"{'missed ' + case.changed if case.changed else 'false alarm'}  {case.id}, {case.origin}"
        yield f"  says      {case.text}"
        if case.true:
            yield f"  true is   {case.true}"
        for passage in case.evidence.passages:
            yield f"  evidence  {' '.join(passage.split())}"
        for problem in item.problems:
            yield f"  raised    {problem.kind}: {problem.text!r} ({problem.found or 'nothing'})"
