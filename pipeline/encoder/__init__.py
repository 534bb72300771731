"""The neural encoder: a turn's analysis form -> entity, claim and turn scores of each piece."""

from pipeline.encoder.claim_weights import ClaimWeights, Judgement, Ranking, write_claim_weights
from pipeline.encoder.context import questions_before
from pipeline.encoder.folder import write_sums
from pipeline.encoder.load import Encoder, encoder_version, load_encoder
from pipeline.encoder.spans import NamedSpan, kind_chances, name_chances, named_spans, span_means

__all__ = [
    "ClaimWeights",
    "Encoder",
    "Judgement",
    "NamedSpan",
    "Ranking",
    "encoder_version",
    "kind_chances",
    "load_encoder",
    "name_chances",
    "named_spans",
    "questions_before",
    "span_means",
    "write_claim_weights",
    "write_sums",
]
