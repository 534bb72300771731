"""Docs -> entities: an engine proposes mentions, shared rules clean, label and group them.

Read in the order of the work: `surface` (words and capitals), `engine` and `propose` (candidate
mentions), `evidence` (what speaks for a label), `accept` (which candidates are names), `group`
(names -> entities), `spread` (every other occurrence), `find` (top to bottom).
"""

from __future__ import annotations

from pipeline.entities.engine import EncoderEngine, EntityEngine, SpacyEngine
from pipeline.entities.find import find_entities

__all__ = ["EncoderEngine", "EntityEngine", "SpacyEngine", "find_entities"]
