"""Every type that flows through the pipeline or is written by it.

Coordinates: Python code points, 0-based, half-open ``[start, end)``, into one fixed ``text``
per interview. Whatever has ``start``, ``end`` and ``text`` fulfils
``interview_text[start:end] == text``; `pipeline.text.checked` is how such objects are proved.
The order of fields is the order of keys in the written record.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from spacy.tokens import Doc

SCHEMA_VERSION = "1.0"

FileFormat = Literal[
    "txt", "md", "html", "docx", "odt", "pdf", "srt", "vtt", "json", "csv", "parquet"
]
BlockKind = Literal["paragraph", "heading", "list_item", "quote"]
SpeakerRole = Literal["interviewer", "interviewee"]
TurnRole = Literal[
    "heading", "intro", "question", "answer", "backchannel", "pull_quote", "boilerplate"
]
TurnCue = Literal[
    "label",
    "number",
    "dash",
    "bullet",
    "bold",
    "italic",
    "heading",
    "capitals",
    "quotation_marks",
    "interrogative",
    "imperative",
    "theme",
    "repetition",
    "pattern",
    "position",
]
EntityLabel = Literal["PER", "ORG", "LOC", "MISC"]
OrgKind = Literal[
    "company",
    "agency",
    "institution",
    "school",
    "association",
    "party",
    "media",
    "brand",
    "platform",
    "band",
]
MiscKind = Literal[
    "work",
    "event",
    "product",
    "software",
    "award",
    "campaign",
    "hashtag",
    "law",
    "standard",
    "diploma",
]
EntityKind = Literal[OrgKind, MiscKind]
ClaimType = Literal["fact", "evaluation", "recommendation", "causal", "definition", "prediction"]
Modality = Literal["asserted", "obligation", "possibility", "conditional"]
AttributionKind = Literal["speaker", "reported"]
AnswerStatus = Literal["answers", "partial", "evades", "volunteers"]
SummaryMethod = Literal["extractive", "abstractive"]


# --- reading -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the text, without its words."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Locator:
    """Leads from a span of the text back to a place in the original file."""

    start: int
    end: int
    kind: str  # "page", "paragraph", "time"
    value: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a document's own structure says of a block: its role need not be judged."""

    role: TurnRole
    label: str = ""  # what the block begins with to name who speaks, its separator included


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or list item as printed: the unit that segmentation labels.

    In a text file a block is a line, or several hard-wrapped lines that make one paragraph (then the
    text between ``start`` and ``end`` holds the line ends). ``start`` and ``end`` exclude white
    space at the edges. Blocks are in text order, do not overlap and are never empty.
    """

    start: int
    end: int
    kind: BlockKind = "paragraph"
    level: int = 0  # heading level 1 to 6, else 0
    bold: tuple[Span, ...] = ()  # in text coordinates, inside the block, merged
    italic: tuple[Span, ...] = ()
    marker: str = ""  # list marker that is not in the text: "-" or "3."
    gap_before: bool = False  # a blank line (txt), or a new paragraph element, stands before it
    told: Told | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One file, read: the text is fixed here and never changes afterwards."""

    id: str
    file: str  # path relative to the input folder, with "/"
    format: FileFormat
    encoding: str
    sha256: str  # of the file's bytes
    text: str
    blocks: tuple[Block, ...]
    title: str | None = None
    lead: str | None = None
    author: str | None = None
    date: str | None = None  # ISO 8601, as exact as the file tells: "2016", "2016-05", "2016-05-03"
    publication: str | None = None
    url: str | None = None
    locators: tuple[Locator, ...] = ()
    warnings: tuple[str, ...] = ()
    variables: tuple[tuple[str, str], ...] = ()  # the researcher's own columns of a table's row
    participants: tuple[Participant, ...] = ()  # those whom the document's own structure tells


# --- segmentation ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Participant:
    """A person, or the medium that asks."""

    id: str
    name: str | None
    role: SpeakerRole
    function: str | None = None
    organisation: str | None = None
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Turn:
    """What one speaker says until another speaks, or a stretch nobody speaks (heading, intro…)."""

    id: str
    role: TurnRole
    speaker: str | None
    start: int
    end: int
    text: str
    cue: TurnCue
    confidence: float


@dataclass(frozen=True, slots=True)
class ExchangeTurns:
    """One exchange as ids of turns, before it is summarised."""

    id: str
    question: tuple[str, ...]
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Interview:
    """A source cut into turns and exchanges, with its participants."""

    source: Source
    title: str | None
    lead: str | None
    participants: tuple[Participant, ...]
    turns: tuple[Turn, ...]
    exchanges: tuple[ExchangeTurns, ...]
    warnings: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The text that all offsets refer to."""
        return self.source.text


# --- extraction --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """What the encoder says of one turn, piece by piece.

    A piece is a word or a part of one as the encoder's vocabulary has it; ``n`` pieces, special ones
    left out. Arrays are float32; an output that the model does not have is None.
    """

    offsets: NDArray[np.int32]  # (n, 2): start and end in characters of the turn
    entities: NDArray[np.float32]  # (n, labels): log probabilities, calibrated
    entity_labels: tuple[str, ...]  # "O", "B-PER", "I-PER"…, in the order of the columns
    embedding: NDArray[np.float32] | None = None  # (n, dimensions)
    kinds: NDArray[np.float32] | None = None  # (n, labels): logits, as of claims
    kind_labels: tuple[str, ...] = ()
    claims: NDArray[np.float32] | None = (
        None  # (n, labels): a span's logits are the means of its pieces'
    )
    claim_labels: tuple[str, ...] = ()
    turns: NDArray[np.float32] | None = None  # (n, labels): logits
    turn_labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TurnDoc:
    """The analysis of one turn: ``doc.text`` is the analysis form of ``turn.text``, as running text if that is in capitals (``lowered``).

    Both have one length, so character ``i`` of the doc is character ``turn.start + i`` of the interview's text.
    """

    turn: Turn
    doc: Doc
    encoded: Encoded | None = None
    lowered: bool = False


@dataclass(frozen=True, slots=True)
class RawMention:
    """What an entity engine proposes, before the rules that every engine shares."""

    start: int  # characters of the interview's text
    end: int
    label: EntityLabel
    turn: str
    confidence: float
    engine: str  # what decided: "encoder", "spacy", "lexicon", "pattern"
    kinds: tuple[tuple[EntityKind, float], ...] = ()  # how probable each is, if it is asked


@dataclass(frozen=True, slots=True)
class Mention:
    start: int
    end: int
    text: str
    turn: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Entity:
    """One person, organisation, place or other named thing with all its mentions."""

    id: str
    name: str
    label: EntityLabel
    kind: EntityKind | None
    mentions: tuple[Mention, ...]


@dataclass(frozen=True, slots=True)
class Resolution:
    """One replacement that leads from a claim's text to its statement."""

    start: int
    end: int
    text: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Attribution:
    kind: AttributionKind
    source: str | None = None
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    start: int
    end: int
    text: str
    value: float
    unit: str | None


@dataclass(frozen=True, slots=True)
class Cue:
    """The words behind a decision."""

    kind: str  # "type:causal", "negation", "hedge", "modality:obligation", "reported"…
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A clause of an answer that asserts something which can be checked or disputed."""

    id: str
    start: int
    end: int
    text: str
    turn: str
    exchange: str
    speaker: str | None
    statement: str
    resolutions: tuple[Resolution, ...]
    attribution: Attribution
    type: ClaimType
    negated: bool
    hedged: bool
    modality: Modality
    quantities: tuple[Quantity, ...]
    cues: tuple[Cue, ...]
    salience: float
    key: bool
    entities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SummarySentence:
    text: str
    evidence: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    text: str
    method: SummaryMethod
    sentences: tuple[SummarySentence, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """What summarising gives: the whole interview and, by exchange id, each exchange."""

    summary: Summary
    keywords: tuple[str, ...]
    exchange_summaries: dict[str, Summary | None]  # None: the exchange has no answer
    exchange_keywords: dict[str, tuple[str, ...]]
    warnings: tuple[str, ...] = ()  # what was doubtful in it


# --- the written record ------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceInfo:
    file: str
    format: FileFormat
    encoding: str
    sha256: str
    characters: int
    url: str | None
    publication: str | None
    date: str | None
    author: str | None
    locators: tuple[Locator, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    id: str
    question: tuple[str, ...]
    answers: tuple[str, ...]
    summary: Summary | None
    keywords: tuple[str, ...]
    answer_status: AnswerStatus | None


@dataclass(frozen=True, slots=True)
class ModelVersion:
    version: str
    sha256: str | None  # null where the package version identifies the model


@dataclass(frozen=True, slots=True)
class Provenance:
    pipeline: str
    models: dict[str, ModelVersion]
    config_sha256: str
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """One interview as written: one line of ``records.jsonl``."""

    schema_version: str
    id: str
    source: SourceInfo
    metadata: dict[str, str]
    title: str | None
    lead: str | None
    text: str
    participants: tuple[Participant, ...]
    turns: tuple[Turn, ...]
    exchanges: tuple[Exchange, ...]
    entities: tuple[Entity, ...]
    claims: tuple[Claim, ...]
    summary: Summary
    keywords: tuple[str, ...]
    provenance: Provenance


# --- annotation --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class GoldTurn:
    id: str
    role: TurnRole
    speaker: str | None
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class GoldMention:
    start: int
    end: int
    text: str
    turn: str


@dataclass(frozen=True, slots=True)
class GoldEntity:
    id: str
    name: str
    label: EntityLabel
    kind: EntityKind | None
    mentions: tuple[GoldMention, ...]


@dataclass(frozen=True, slots=True)
class GoldClaim:
    id: str
    start: int
    end: int
    text: str
    turn: str
    speaker: str | None
    attribution: Attribution
    type: ClaimType
    negated: bool
    hedged: bool
    modality: Modality
    key: bool


@dataclass(frozen=True, slots=True)
class GoldSummary:
    text: str
    sentences: tuple[SummarySentence, ...]


@dataclass(frozen=True, slots=True)
class Gold:
    """A person's annotation of one interview; ``None``: that layer was not annotated."""

    id: str
    text: str
    participants: tuple[Participant, ...] | None = None
    turns: tuple[GoldTurn, ...] | None = None
    exchanges: tuple[ExchangeTurns, ...] | None = None
    entities: tuple[GoldEntity, ...] | None = None
    claims: tuple[GoldClaim, ...] | None = None
    summary: GoldSummary | None = None
    title: str | None = None
    split: str | None = None
    layout: str | None = None
    tags: tuple[str, ...] = field(default=())
