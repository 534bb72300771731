"""Two records of one interview -> what the second one says otherwise."""

from pipeline.compare.changes import LAYERS, Change, Difference, compare

__all__ = ["LAYERS", "Change", "Difference", "compare"]
