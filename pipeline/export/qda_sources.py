"""A record -> a text source of a REFI-QDA project with its coded selections, and its cases."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pipeline.export.names import Names, file_stem
from pipeline.export.qda_codes import claim_codes, entity_code, role_code, speaker_code
from pipeline.export.qda_ids import guid, selection_id, source_id
from pipeline.export.qda_variables import person_values, text_values
from pipeline.export.xml import Element, element
from pipeline.lexicons import table
from pipeline.schema import Participant, Record
from pipeline.text import Placed

_EXCERPT = 60  # characters of a selection's name


def source_file(record: Record) -> str:
    """Return the name of a record's text in the folder of sources."""
    return f"{source_id(record)}.txt"


def text_source(record: Record, *, user: str) -> Element:
    """Return the ``TextSource``: turns, mentions and claims as selections, then variables.

    Args:
        record: The interview.
        user: The id of who coded.
    """
    attributes = {
        "guid": source_id(record),
        # QualCoder makes a file of this name.
        "name": file_stem(record.id).replace("/", " - "),
        "plainTextPath": f"internal://{source_file(record)}",
        "creatingUser": user,
    }
    made = element("TextSource", attributes)
    made.extend(_selections(record, user))
    made.extend(text_values(record))
    return made


def _selections(record: Record, user: str) -> Iterator[Element]:
    people = {person.id: person for person in record.participants}
    for turn in record.turns:
        codes = [role_code(turn.role)]
        if turn.speaker:
            codes.append(speaker_code(people[turn.speaker]))
        yield _selection(selection_id(record, "turn", turn.id), turn, codes, None, user)
    for entity in record.entities:
        for number, mention in enumerate(entity.mentions, 1):
            id = selection_id(record, "mention", f"{entity.id} {number}")
            yield _selection(id, mention, [entity_code(entity)], entity.name, user)
    for claim in record.claims:
        memo = claim.statement if claim.statement != claim.text else None
        id = selection_id(record, "claim", claim.id)
        yield _selection(id, claim, claim_codes(claim), memo, user)


def _selection(id: str, part: Placed, codes: Iterable[str], memo: str | None, user: str) -> Element:
    attributes = {
        "guid": id,
        "name": " ".join(part.text.split())[:_EXCERPT],
        "startPosition": str(part.start),
        "endPosition": str(part.end),
        "creatingUser": user,
    }
    made = element("PlainTextSelection", attributes)
    if memo:
        made.append(element("Description", {}, memo))
    for code in codes:
        coding = element("Coding", {"guid": guid("coding", id, code), "creatingUser": user})
        coding.append(element("CodeRef", {"targetGUID": code}))
        made.append(coding)
    return made


def cases(records: Iterable[Record]) -> Iterator[Element]:
    """Yield a ``Case`` for each person interviewed: variables, the text, the answers.

    A person is one case an interview: the same name in two may be two persons. The second of a
    name has the record's id in the case's name, since QualCoder knows each name once.
    """
    names = Names(joint=" ")
    for record in records:
        for person in record.participants:
            if person.role == "interviewee":
                yield _case(record, person, names)


def _case(record: Record, person: Participant, names: Names) -> Element:
    name = person.name or table("value_names")[person.role]
    shown = f"{name} ({record.id})" if name in names else name
    made = element("Case", {"guid": guid("case", record.id, person.id), "name": names.new(shown)})
    made.extend(person_values(person))
    made.append(element("SourceRef", {"targetGUID": source_id(record)}))
    for turn in record.turns:
        if turn.speaker == person.id and turn.role == "answer":
            target = selection_id(record, "turn", turn.id)
            made.append(element("SelectionRef", {"targetGUID": target}))
    return made
