"""Records -> spaCy's ``.spacy`` file, to train on or to search with a Matcher.

One Doc an interview; its text is the record's, so characters are the same in both. Beside the
outermost mentions in ``doc.ents`` stand ``doc.spans["mentions"]`` (all of them, with the entity's
id), ``doc.spans["claims"]`` (label: the type) and ``doc.spans["turns"]`` (label: the role), each
with its id; spans may overlap. ``doc.user_data`` holds the record's id and what else is known of
entities, claims, turns, exchanges and participants, by id. Where no entity was looked for, between turns
and in boilerplate, the entity is missing in spaCy's sense, not "none".
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from pipeline.errors import OffsetError
from pipeline.export.tokens import (
    Place,
    labelled_turns,
    mentions_by_turn,
    mentions_in_order,
    outermost,
    tokenize,
    without_gaps,
)
from pipeline.export.writing import ExportFile
from pipeline.schema import Claim, Record
from pipeline.text import Placed

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span
    from spacy.vocab import Vocab

_log = logging.getLogger(__name__)
# What this package annotates; tags and syntax would only be stored as absent.
_ATTRIBUTES = ("ORTH", "ENT_IOB", "ENT_TYPE", "ENT_ID", "SENT_START")


def export_files(records: Iterable[Record]) -> Iterator[ExportFile]:
    """Yield ``interviews.spacy``: one Doc an interview, in order."""
    import spacy
    from spacy.tokens import DocBin

    vocab = spacy.blank("fr").vocab
    bin = DocBin(attrs=_ATTRIBUTES, store_user_data=True)
    cut = 0
    for record in records:
        doc, cut_here = _doc(record, vocab)
        bin.add(doc)
        cut += cut_here
    if cut:
        _log.info("docbin: %d tokens were cut at the edge of a mention or claim", cut)
    yield ExportFile("interviews.spacy", (bin.to_bytes(),))


def _doc(record: Record, vocab: Vocab) -> tuple[Doc, int]:
    """Return the Doc of a record, and how many tokens were cut at the edge of a span."""
    from spacy.tokens import Doc

    by_turn = mentions_by_turn(record)
    tokens: list[Place] = []
    begins: set[int] = set()
    cut = 0
    for turn in record.turns:
        found = tokenize(
            turn,
            whole=[(mention.start, mention.end) for _, mention in by_turn.get(turn.id, [])],
            edges=[(claim.start, claim.end) for claim in record.claims if claim.turn == turn.id],
        )
        cut += found.cut
        begins |= {sentence[0][0] for sentence in found.sentences}
        tokens += found.tokens
    whole = list(without_gaps(record.text, tokens, start=0, end=len(record.text)))
    words = [record.text[start:end] for (start, end), _ in whole]
    doc = Doc(vocab, words=words, spaces=[spaced for _, spaced in whole])
    for token in doc:
        token.is_sent_start = token.idx in begins or token.i == 0
    _annotate(doc, record)
    return doc, cut


def _annotate(doc: Doc, record: Record) -> None:
    def span(item: Placed, label: str, id: str) -> Span:
        found = doc.char_span(item.start, item.end, label=label, span_id=id)
        if found is None:
            raise OffsetError(f"{record.id}: {id} [{item.start}, {item.end}) is on no token")
        return found

    mentions = mentions_in_order(record)
    read = {token.i for turn in labelled_turns(record) for token in span(turn, "", turn.id)}
    doc.set_ents(
        [span(mention, entity.label, entity.id) for entity, mention in outermost(mentions)],
        missing=[doc[token.i : token.i + 1] for token in doc if token.i not in read],
    )
    doc.spans["mentions"] = [span(mention, entity.label, entity.id) for entity, mention in mentions]
    doc.spans["claims"] = [span(claim, claim.type, claim.id) for claim in record.claims]
    doc.spans["turns"] = [span(turn, turn.role, turn.id) for turn in record.turns]
    doc.user_data |= _user_data(record)


def _user_data(record: Record) -> dict[str, Any]:
    return {
        "id": record.id,
        "title": record.title,
        "metadata": dict(sorted(record.metadata.items())),
        "participants": {person.id: asdict(person) for person in record.participants},
        "turns": {turn.id: {"speaker": turn.speaker} for turn in record.turns},
        "exchanges": {
            exchange.id: {"question": exchange.question, "answers": exchange.answers}
            for exchange in record.exchanges
        },
        "entities": {
            entity.id: {"name": entity.name, "label": entity.label, "kind": entity.kind}
            for entity in record.entities
        },
        "claims": {claim.id: _claim(claim) for claim in record.claims},
    }


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "turn": claim.turn,
        "exchange": claim.exchange,
        "speaker": claim.speaker,
        "statement": claim.statement,
        "attribution": asdict(claim.attribution),
        "negated": claim.negated,
        "hedged": claim.hedged,
        "modality": claim.modality,
        "key": claim.key,
        "entities": claim.entities,
    }
