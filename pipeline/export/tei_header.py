"""What a TEI file says of itself: the source, the people, how it was annotated."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.export.tei_ids import LANG, XML_ID, Ids, tei
from pipeline.export.tei_standoff import places_of
from pipeline.export.xml import Element, element, xml_text
from pipeline.lexicons import table
from pipeline.schema import Participant, Record

_W3C_DATE = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_TEI_VERSION = re.compile(r"\d++(?:[a-z]++\d*+)?(?:\.\d++(?:[a-z]++\d*+)?){0,3}")
PREFIXES = ("role", "claim", "modality", "attribution", "mark", "kind", "status", "method", "layer")


def header_of(record: Record, ids: Ids, *, corpus: str) -> Element:
    """Return the ``teiHeader`` of one interview. It holds no clock time.

    Args:
        record: The interview.
        ids: Its XML ids.
        corpus: Where the file of the corpus is, as seen from this file.
    """
    made = element(tei("teiHeader"), {})
    made.append(_file_description(record))
    made.append(_encoding(record, corpus))
    made.append(_profile(record, ids))
    made.append(_revision(record))
    return made


def corpus_header() -> Element:
    """Return the ``teiHeader`` of the corpus: what all interviews share, the values of ``ana``."""
    made = element(tei("teiHeader"), {})
    description = _add(made, "fileDesc")
    _add(_add(description, "titleStmt"), "title", "Corpus d'entretiens annotés")
    _add(_add(description, "publicationStmt"), "p", "Fichier de travail, non publié.")
    _add(_add(description, "sourceDesc"), "p", "Voir l'en-tête de chaque entretien.")
    taxonomy = _add(_add(_add(made, "encodingDesc"), "classDecl"), "taxonomy")
    for value, name in table("value_names").items():
        category = element(tei("category"), {XML_ID: f"value.{value}"})
        _add(category, "catDesc", name)
        taxonomy.append(category)
    return made


def _add(parent: Element, tag: str, text: str | None = None, **attributes: str | None) -> Element:
    made = element(tei(tag), attributes, text)
    parent.append(made)
    return made


def _file_description(record: Record) -> Element:
    source = record.source
    made = element(tei("fileDesc"), {})
    titles = _add(made, "titleStmt")
    _add(titles, "title", f"{record.title or record.id} : entretien annoté")
    statement = _add(_add(made, "publicationStmt"), "p", "Fichier de travail, non publié. ")
    _add(statement, "idno", record.id, type="record")
    printed = _add(_add(made, "sourceDesc"), "bibl")
    if record.title:
        _add(printed, "title", record.title, level="a")
    if source.author:
        _add(printed, "author", source.author)
    if source.publication:
        _add(printed, "title", source.publication, level="j")
    if source.date:
        when = source.date if _W3C_DATE.fullmatch(source.date) else None
        _add(printed, "date", source.date, when=when)
    if source.url:
        _add(printed, "idno", source.url, type="url")
    _add(printed, "idno", source.file, type="file")
    _add(printed, "idno", source.sha256, type="sha256")
    return made


def _encoding(record: Record, corpus: str) -> Element:
    made = element(tei("encodingDesc"), {})
    _add(
        _add(made, "projectDesc"),
        "p",
        "Annotation automatique : tours, entités nommées, affirmations, résumés. Les valeurs de cert "
        "sont des confiances entre 0 et 1.",
    )
    editorial = _add(made, "editorialDecl")
    _add(
        _add(editorial, "normalization"),
        "p",
        "Le contenu textuel de body est le texte de l'entretien, caractère pour caractère, étiquettes "
        "imprimées et blancs compris ; les pointeurs string-range comptent ses caractères Unicode."
        + _replaced(record.text),
    )
    _add(
        _add(editorial, "segmentation"),
        "p",
        "div : un échange, ou ce qui se tient entre deux échanges ; sp ou u : un tour de parole ; seg "
        "type=claim : une affirmation, coupée (part, next, prev) là où elle en croise une autre.",
    )
    prefixes = _add(made, "listPrefixDef")
    for prefix in PREFIXES:
        definition = _add(
            prefixes,
            "prefixDef",
            ident=prefix,
            matchPattern="([a-z_]+)",
            replacementPattern=f"{corpus}#value.$1",
        )
        _add(definition, "p", f"{prefix}:VALEUR, dans ana, est défini dans l'en-tête du corpus.")
    _application(_add(made, "appInfo"), record)
    return made


def _replaced(text: str) -> str:
    count = sum(a != b for a, b in zip(text, xml_text(text), strict=True))
    return f" {count} caractères que XML interdit sont remplacés par U+FFFD." if count else ""


def _application(parent: Element, record: Record) -> None:
    version = record.provenance.pipeline
    shown = version if _TEI_VERSION.fullmatch(version) else "0"
    application = _add(parent, "application", ident="entretiens", version=shown)
    _add(application, "label", f"entretiens {version}")
    models = ", ".join(
        f"{name} {model.version}" for name, model in record.provenance.models.items()
    )
    _add(application, "desc", f"Modèles : {models or 'aucun'}.")


def _profile(record: Record, ids: Ids) -> Element:
    made = element(tei("profileDesc"), {})
    if record.summary.text:
        paragraph = _add(_add(made, "abstract"), "p")
        for number, sentence in enumerate(record.summary.sentences, 1):
            places = places_of(sentence.evidence, ids)
            _add(paragraph, "seg", sentence.text, n=str(number), corresp=places)
        if not len(paragraph):
            paragraph.text = xml_text(record.summary.text)
    _add(_add(made, "langUsage"), "language", "français", ident="fr")
    if record.participants:
        people = _add(_add(made, "particDesc"), "listPerson")
        people.extend(_person(person, ids) for person in record.participants)
    _classes(made, record)
    return made


def _person(person: Participant, ids: Ids) -> Element:
    attributes = {XML_ID: ids.of("participants", person.id), "n": person.id, "role": person.role}
    made = element(tei("person"), attributes)
    _add(made, "persName", person.name or table("value_names")[person.role])
    if person.function:
        _add(made, "occupation", person.function)
    if person.organisation:
        _add(_add(made, "affiliation"), "orgName", person.organisation)
    for label in person.labels:
        _add(made, "note", label, type="label")
    return made


def _classes(profile: Element, record: Record) -> None:
    if not record.keywords and not record.metadata:
        return
    classes = _add(profile, "textClass")
    if record.keywords:
        _terms(classes, "keywords", ((None, word) for word in record.keywords))
    if record.metadata:
        _terms(classes, "variables", sorted(record.metadata.items()))


def _terms(classes: Element, scheme: str, terms: Iterable[tuple[str | None, str]]) -> None:
    made = _add(classes, "keywords", scheme=f"urn:entretiens:{scheme}")
    for name, value in terms:
        _add(made, "term", value, n=name)


def _revision(record: Record) -> Element:
    made = element(tei("revisionDesc"), {})
    change = _add(made, "change", f"Annoté par entretiens {record.provenance.pipeline}.")
    change.set(LANG, "fr")
    _add(change, "idno", record.provenance.config_sha256, type="configuration")
    for warning in record.provenance.warnings:
        _add(change, "note", warning, type="warning")
    return made
