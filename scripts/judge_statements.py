#!/usr/bin/env python3
"""Print claims whose statement differs from their words, each with what stands before it, for a reader to judge.

    python scripts/judge_statements.py RECORDS.jsonl [--most 100] [--noise]

What only drops oral noise is left out unless --noise asks for it. The last line counts the changes by kind.
"""

from __future__ import annotations

import argparse
import re
from collections import Counter
from pathlib import Path

from pipeline.records import iter_records
from pipeline.schema import Claim, Record, Resolution

_BEFORE = 260  # characters shown before a claim
_PRONOUN = re.compile(r"(?:\w+['’])?(?:ils?|elles?|celui-ci|celle-ci|ceux-ci|celles-ci)", re.I)
_OBJECT = re.compile(r"(?:je )?(?:le|la|les|lui|leur) \w+", re.I)
_DEMONSTRATIVE = re.compile(r"(?:de |à )?(?:ce|cet|cette|ces) .+", re.I)


def kind_of(change: Resolution) -> str:
    """Return what a change resolves: noise, date, pronoun, object, demonstrative, answer or name."""
    said = change.replacement.lower()
    last = change.text.rpartition(", ")[2]
    if len(said) <= 1:
        return "noise"
    if re.search(r"\b(?:\d{4})$", said):
        return "date"
    if _PRONOUN.fullmatch(last):
        return "pronoun"
    if _DEMONSTRATIVE.fullmatch(last):
        return "demonstrative"
    if _OBJECT.fullmatch(last):
        return "object"
    return "name" if change.text.istitle() or change.text[-1].islower() else "answer"


def shown(record: Record, claim: Claim) -> str:
    """Return a claim with its question, what stands before it in the answer, and its statement."""
    turn = next(turn for turn in record.turns if turn.id == claim.turn)
    exchange = next(exchange for exchange in record.exchanges if exchange.id == claim.exchange)
    asked = " ".join(turn.text for turn in record.turns if turn.id in exchange.question)
    before = record.text[max(turn.start, claim.start - _BEFORE) : claim.start]
    lines = [f"? {asked[-_BEFORE:]}", f". {before}", f"- {claim.text}", f"= {claim.statement}"]
    return "\n".join(" ".join(line.split()) for line in lines)


def main() -> None:
    """Print the claims and the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("records", type=Path)
    parser.add_argument("--most", type=int, default=100, help="claims shown (default 100)")
    parser.add_argument("--noise", action="store_true", help="show what only drops noise, too")
    options = parser.parse_args()
    counts: Counter[str] = Counter()
    claims = changed = printed = 0
    for record in iter_records(options.records):
        for claim in record.claims:
            claims += 1
            changed += bool(claim.resolutions)
            kinds = [kind_of(change) for change in claim.resolutions]
            counts.update(kinds)
            if printed < options.most and (options.noise or {*kinds} - {"noise"}) and kinds:
                printed += 1
                print(f"{printed}. {record.id}, {claim.id}: {', '.join(kinds)}")
                print(shown(record, claim), end="\n\n")
    print(f"{changed} of {claims} claims changed; changes by kind: {dict(counts.most_common())}")


if __name__ == "__main__":
    main()
