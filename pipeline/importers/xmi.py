"""UIMA XMI -> gold: files of `pipeline.export.xmi` as INCEpTION gives them back.

UIMA counts UTF-16 units; dkpro-cassis converts them, and an offset amid a character is refused.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

from pipeline.errors import InputError
from pipeline.gold.assembly import Annotated, put_together
from pipeline.gold.frame import parse_frame
from pipeline.gold.parts import ClaimPart, EvidencePart, Frame, MentionPart, Parts, TurnPart
from pipeline.gold.uima import CLAIM, EVIDENCE, INTERVIEW, NAME, TURN, TYPES
from pipeline.schema import ClaimType, EntityKind, EntityLabel, Modality, TurnRole

if TYPE_CHECKING:
    from cassis import Cas, TypeSystem

_TYPE_SYSTEM = "TypeSystem.xml"
_VALUES: dict[tuple[str, str], tuple[str, ...]] = {
    (TURN, "role"): get_args(TurnRole),
    (NAME, "value"): get_args(EntityLabel),
    (NAME, "kind"): get_args(EntityKind),
    (CLAIM, "claimType"): get_args(ClaimType),
    (CLAIM, "modality"): get_args(Modality),
}
_REQUIRED = {(TURN, "role"), (NAME, "value"), (CLAIM, "claimType"), (EVIDENCE, "sentence")}
_IDS = {(TURN, "ref"): "t", (NAME, "entity"): "e", (CLAIM, "ref"): "c"}


def read_xmi(path: Path, *, id: str | None = None) -> Annotated:
    """Return the gold of one ``.xmi`` file; ``TypeSystem.xml`` stands beside it or in a folder above.

    Args:
        path: The ``.xmi`` file.
        id: Of the interview, where the file does not tell it; none: the file's name.

    Raises:
        InputError: A file is missing or damaged, a value is not of ours, or annotations contradict
            one another; the message names every place, one a line.
    """
    cas = _cas(path)
    found = _Annotations(cas)
    text = cas.sofa_string
    if not text:
        raise InputError(f"{path}: holds no text")
    frame = found.frame(Frame(id=id or path.stem), where=str(path))
    parts = Parts(
        text=text,
        frame=frame,
        turns=tuple(found.turns()),
        mentions=tuple(found.mentions()),
        claims=tuple(found.claims()),
        evidence=tuple(found.evidence()),
    )
    if found.errors:
        raise InputError("\n".join(f"{path}: {error}" for error in found.errors))
    notes = tuple(f"{path}: {warning}" for warning in found.warnings)
    return Annotated(put_together(parts, where=str(path)), notes)


# --- the file -------------------------------------------------------------------------------


def _cas(path: Path) -> Cas:
    from cassis import load_cas_from_xmi

    types = _types(path)
    try:
        with warnings.catch_warnings():
            # An offset outside the text, or amid a character, is only warned of, and then kept.
            warnings.simplefilter("error")
            return load_cas_from_xmi(path, typesystem=types)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except Exception as error:
        # The parser proves little: what it meets in a damaged file comes out as any exception.
        raise InputError(
            f"{path}: no XMI of its {_TYPE_SYSTEM} ({type(error).__name__}: {error})",
            hint="export it from INCEpTION anew, as UIMA CAS XMI (XML 1.0)",
        ) from error


def _types(path: Path) -> TypeSystem:
    from cassis import load_typesystem

    file = next(
        (each for folder in path.parents if (each := folder / _TYPE_SYSTEM).is_file()), None
    )
    if file is None:
        raise InputError(
            f"{path}: no {_TYPE_SYSTEM} beside it or above",
            hint="it is in the ZIP that INCEpTION exports; keep both together",
        )
    try:
        return load_typesystem(file)
    except Exception as error:  # likewise
        raise InputError(f"{file}: no type system of UIMA ({error})") from error


# --- annotations ----------------------------------------------------------------------------


class _Annotations:
    """The annotations of one file as parts; collects what is wrong."""

    def __init__(self, cas: Cas) -> None:
        self.cas = cas
        self.errors: list[str] = []
        self.warnings: list[str] = []

    def frame(self, default: Frame, *, where: str) -> Frame:
        found = [values["gold"] for values in self._all(INTERVIEW) if values["gold"] is not None]
        if not found:
            self.warnings.append(
                "participants, title and summary are not in it; import TypeSystem.xml into the "
                "project before the texts to keep them"
            )
            return default
        if len(found) > 1:
            self.errors.append(f"{len(found)} annotations of the type Interview; keep one")
        try:
            values = json.loads(found[0])
        except json.JSONDecodeError as error:
            raise InputError(f"{where}: Interview: not valid JSON ({error})") from error
        return parse_frame(values, where=f"{where}: Interview")

    def turns(self) -> Iterator[TurnPart]:
        for values in self._all(TURN):
            yield TurnPart(
                **values["place"],
                id=values["ref"],
                role=values["role"],
                speaker=values["speaker"],
            )

    def mentions(self) -> Iterator[MentionPart]:
        for values in self._all(NAME):
            yield MentionPart(
                **values["place"],
                entity=values["entity"],
                name=values["name"],
                label=values["value"],
                kind=values["kind"],
            )

    def claims(self) -> Iterator[ClaimPart]:
        for values in self._all(CLAIM):
            yield ClaimPart(
                **values["place"],
                id=values["ref"],
                key=bool(values["key"]),
                negated=bool(values["negated"]),
                hedged=bool(values["hedged"]),
                reported=bool(values["reported"]),
                type=values["claimType"],
                modality=values["modality"] or "asserted",
                source=values["source"],
                cue=values["cue"],
            )

    def evidence(self) -> Iterator[EvidencePart]:
        for values in self._all(EVIDENCE):
            yield EvidencePart(
                **values["place"], sentence=values["sentence"], order=values["order"]
            )

    def _all(self, type: str) -> Iterator[dict[str, Any]]:
        """Yield the features of each sound annotation of a type, blank ones as None, and its place."""
        if not self.cas.typesystem.contains_type(type):
            return
        declared = {feature.name for feature in self.cas.typesystem.get_type(type).all_features}
        features = TYPES[type][1]
        short = type.rpartition(".")[2]
        missing = [name for name in features if name not in declared]
        found = self.cas.select(type)
        if missing and found:
            self.warnings.append(
                f"{short} has no feature {', '.join(missing)}; make it in the project's layer "
                "before you import the texts, or what it held is lost"
            )
        for annotation in found:
            where = f"{short} [{annotation.begin}, {annotation.end})"
            values = {
                name: _given(annotation[name]) if name in declared else None for name in features
            }
            if self._allowed(type, values, where):
                place = {"where": where, "start": annotation.begin, "end": annotation.end}
                yield values | {"place": place}

    def _allowed(self, type: str, values: dict[str, Any], where: str) -> bool:
        before = len(self.errors)
        for name, value in values.items():
            allowed = _VALUES.get((type, name))
            letter = _IDS.get((type, name))
            if value is None:
                if (type, name) in _REQUIRED:
                    self.errors.append(f"{where}: {name} is empty; choose one, or delete it")
            elif allowed is not None and value not in allowed:
                self.errors.append(f"{where}: {name} {value!r}; allowed are {', '.join(allowed)}")
            elif letter is not None and not re.fullmatch(rf"{letter}[0-9]+", value):
                self.errors.append(
                    f"{where}: {name} {value!r}; write {letter}1, {letter}2…, or nothing for a new one"
                )
        return len(self.errors) == before


def _given(value: Any) -> Any:
    """Return a value; None where a field was left blank."""
    return None if isinstance(value, str) and not value.strip() else value
