"""The UIMA types and features that hold a gold file: what its exporter and importer agree on.

Mentions are DKPro's NamedEntity, which every UIMA tool knows, with three features of our own; the
other types are custom layers as INCEpTION names them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_STRING = "uima.cas.String"
_INTEGER = "uima.cas.Integer"
_BOOLEAN = "uima.cas.Boolean"

TURN = "webanno.custom.Turn"
NAME = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
CLAIM = "webanno.custom.Claim"
EVIDENCE = "webanno.custom.Evidence"
INTERVIEW = "webanno.custom.Interview"

FLAGS = ("key", "negated", "hedged", "reported")

# Type -> what it is, and its features with their types. INCEpTION shows them in this order.
TYPES: Mapping[str, tuple[str, Mapping[str, str]]] = MappingProxyType(
    {
        TURN: (
            "What one speaker says, a heading or an introduction; ref: t1, t2…, empty for a new one",
            {"role": _STRING, "speaker": _STRING, "ref": _STRING},
        ),
        NAME: (
            "Mention of a named entity; entity: e1, e2…, or name: its full name, both may be empty",
            {
                "value": _STRING,
                "identifier": _STRING,
                "entity": _STRING,
                "name": _STRING,
                "kind": _STRING,
            },
        ),
        CLAIM: (
            "Clause of an answer that can be checked or disputed; ref: c1, c2…, empty for a new one",
            {
                "claimType": _STRING,
                **dict.fromkeys(FLAGS, _BOOLEAN),
                "modality": _STRING,
                "source": _STRING,
                "cue": _STRING,
                "ref": _STRING,
            },
        ),
        EVIDENCE: (
            "Words that support a sentence of the summary, by its number",
            {"sentence": _INTEGER, "order": _INTEGER},
        ),
        INTERVIEW: (
            "Participants, title and summary; stands before the first character, leave it there",
            {"gold": _STRING},
        ),
    }
)
