"""Gold -> UIMA XMI for INCEpTION: one file an interview, and the type system of them all.

Written by dkpro-cassis, which converts our characters to the UTF-16 units that UIMA counts. What
has no place on a span (participants, sentences of the summary, title) is a value of the type
Interview, an annotation without width at the beginning of the text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from pipeline.errors import InputError
from pipeline.export.names import file_stem
from pipeline.export.writing import ExportFile
from pipeline.gold.frame import frame_json
from pipeline.gold.parts import ClaimPart, EvidencePart, MentionPart, Part, TurnPart, take_apart
from pipeline.gold.uima import CLAIM, EVIDENCE, FLAGS, INTERVIEW, NAME, TURN, TYPES
from pipeline.schema import Gold

if TYPE_CHECKING:
    from cassis import TypeSystem


def export_files(golds: Iterable[Gold]) -> Iterator[ExportFile]:
    """Yield ``ID.xmi`` of each interview and ``TypeSystem.xml``.

    Raises:
        InputError: A gold has no turns, or what `take_apart` refuses, or its text holds a
            character that XML cannot hold.
    """
    types = _type_system()
    for gold in golds:
        yield ExportFile.of_text(f"{file_stem(gold.id)}.xmi", _xmi(gold, types))
    yield ExportFile.of_text("TypeSystem.xml", types.to_xml())


def _type_system() -> TypeSystem:
    from cassis import TypeSystem

    types = TypeSystem()
    for name, (meaning, features) in TYPES.items():
        made = types.create_type(name, description=meaning)
        for feature, range in features.items():
            types.create_feature(made, feature, range)
    return types


def _xmi(gold: Gold, types: TypeSystem) -> str:
    from cassis import Cas

    parts = take_apart(gold)
    cas = Cas(types, sofa_string=gold.text, document_language="fr")
    cas.get_document_annotation().end = len(gold.text)
    frame = json.dumps(frame_json(parts.frame), ensure_ascii=False)
    cas.add(types.get_type(INTERVIEW)(begin=0, end=0, gold=frame))
    for part in parts.everything:
        type, values = _described(part)
        cas.add(types.get_type(type)(begin=part.start, end=part.end, **values))
    try:
        return str(cas.to_xmi())
    except ValueError as error:  # lxml's, which does not name the character
        raise InputError(
            f"{gold.id}: its text or a name holds a control character, which XML cannot hold",
            hint="remove it and annotate anew, or choose another format",
        ) from error


def _described(part: Part) -> tuple[str, dict[str, Any]]:
    """Return the type of a part and its features."""
    match part:
        case TurnPart():
            return TURN, {"role": part.role, "speaker": part.speaker, "ref": part.id}
        case MentionPart():
            values = {"entity": part.entity, "name": part.name, "kind": part.kind}
            return NAME, {"value": part.label} | values
        case ClaimPart():
            flags = {flag: getattr(part, flag) for flag in FLAGS}
            values = {"source": part.source, "cue": part.cue, "ref": part.id}
            return CLAIM, {"claimType": part.type, "modality": part.modality} | flags | values
        case EvidencePart():
            return EVIDENCE, {"sentence": part.sentence, "order": part.order}
