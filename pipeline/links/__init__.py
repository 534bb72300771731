"""All records of a run together: one table of its entities, one of claims that say the same or oppose."""

from pipeline.links.claims import ClaimLinks, Link
from pipeline.links.entities import CorpusEntities
from pipeline.links.nearness import Nearness, encoder_of
from pipeline.links.reading import read_claim_links
from pipeline.links.writing import FILES, Linked, write_links

__all__ = [
    "FILES",
    "ClaimLinks",
    "CorpusEntities",
    "Link",
    "Linked",
    "Nearness",
    "encoder_of",
    "read_claim_links",
    "write_links",
]
