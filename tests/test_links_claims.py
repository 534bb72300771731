"""Claims of several interviews -> ``claim_links``."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from link_records import MODEL, interview

from pipeline.links import ClaimLinks, Link, Nearness
from pipeline.links.claims import LINKS_A_CLAIM
from pipeline.schema import Encoded, Record
from pipeline.tables import Row, column_types

READ = "Lisez les journaux avant d’appeler un rédacteur"
READ_TOO = "Il faut lire les journaux avant d’appeler un rédacteur"
PYTHON = {"string": str, "integer": int, "number": float}


def linked(*records: Record, nearness: Nearness | None = None) -> tuple[list[Link], list[Row]]:
    with ClaimLinks() as claims:
        for record in records:
            claims.add(record)
        links = claims.links(nearness)
        return links, list(claims.rows(links, method="words"))


def one(id: str, statement: str = READ, **more: Any) -> Record:
    more = {"speaker": f"Speaker {id}"} | more
    return interview(id, ("recommendation", statement), **more)


def test_two_interviews_that_say_the_same_are_linked() -> None:
    _, (row,) = linked(one("a"), one("b", READ_TOO))
    assert row | {"similarity": None} == {
        "relation": "same",
        "similarity": None,
        "method": "words",
        "shared": "lisez; journaux; appeler; rédacteur",
        "opposed_by": "",
        "interview_a": "a",
        "claim_a": "c1",
        "speaker_a": "Speaker a",
        "statement_a": READ,
        "interview_b": "b",
        "claim_b": "c1",
        "speaker_b": "Speaker b",
        "statement_b": READ_TOO,
    }
    assert row["similarity"] == pytest.approx(0.97, abs=0.01)  # "lisez" is rarer than "lire"


def test_a_claim_that_denies_the_other_is_opposed_to_it() -> None:
    _, (row,) = linked(one("a"), one("b", "Ne lisez pas les journaux avant d’appeler un rédacteur"))
    assert (row["relation"], row["opposed_by"]) == ("opposed", "lisez")


def test_columns_are_those_of_the_codebook_and_of_its_types() -> None:
    _, (row,) = linked(one("a"), one("b", READ_TOO))
    types = column_types("claim_links")
    assert list(row) == list(types)
    assert all(type(value) is PYTHON[types[name]] for name, value in row.items())


@pytest.mark.parametrize(
    ("second", "why"),
    [
        (one("b", "Offrez du café aux rédacteurs qui vous rendent visite"), "one word in common"),
        (one("b", speaker="SPEAKER A"), "the same person in another interview"),
        (one("b", warnings=("duplicate_of: a (same text)",)), "a copy of the interview"),
        (one("b", reported=[READ]), "somebody else's words"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_linked(second: Record, why: str) -> None:
    links, _ = linked(one("a"), second)
    assert not links, why


def test_claims_of_one_interview_are_not_linked() -> None:
    both = interview("a", ("recommendation", READ), ("recommendation", READ_TOO), speaker=None)
    links, _ = linked(both, one("b", "Offrez du café"))
    assert not links


def test_two_names_in_common_link_nothing() -> None:
    links, _ = linked(
        one("a", "Offrez un agenda à Kermadec Zébulon"),
        one("b", "Prêtez un vélo à Kermadec Zébulon"),
    )
    assert not links


def test_facts_must_be_more_alike_than_advice() -> None:
    first = "Lisez toujours les journaux avant d’appeler un rédacteur"
    second = "Lisez les journaux avant d’appeler une imprimerie ou un rédacteur"

    def found(type: Any) -> int:
        records = [
            interview("a", (type, first), speaker="Aude Kermadec"),
            interview("b", (type, second), speaker="Inès Dacosta"),
        ]
        return len(linked(*records)[0])

    assert found("recommendation") == 1
    assert found("fact") == 0


def test_a_claim_that_all_make_has_no_more_links_than_allowed() -> None:
    links, _ = linked(*(one(f"i{number:02}") for number in range(30)))
    counts = [sum(number in (link.first, link.second) for link in links) for number in range(30)]
    assert max(counts) == LINKS_A_CLAIM


def test_interviews_with_nothing_to_compare_give_no_links() -> None:
    assert linked(interview("a", ("fact", "Oui")), interview("b", ("fact", "Oui"))) == ([], [])


class _Fixed:
    """An encoder whose vector tells whether a text has a word."""

    version = MODEL
    claim_weights = None

    def encode(self, text: str) -> Encoded:
        near = "faut" not in text
        return Encoded(
            offsets=np.zeros((1, 2), np.int32),
            entities=np.zeros((1, 1), np.float32),
            entity_labels=("O",),
            embedding=np.array([[1.0, 0.0 if near else 1.0]], np.float32),
        )


def test_with_the_encoder_both_nearnesses_are_averaged() -> None:
    (same,), _ = linked(one("a"), one("b"), nearness=Nearness(_Fixed()))
    (far,), _ = linked(one("a"), one("b", READ_TOO), nearness=Nearness(_Fixed()))
    assert same.similarity == pytest.approx(1.0)
    assert far.similarity == pytest.approx(
        0.49, abs=0.01
    )  # alike in words, the vectors at 45 degrees
