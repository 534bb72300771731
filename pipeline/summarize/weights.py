"""What speaks for and against a sentence in a summary: eleven numbers, kept as data."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache

from pipeline.errors import PipelineError
from pipeline.lexicons import table

_LIST = "summary_weights"


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryWeights:
    """How much each trait of a sentence counts; what `reported` and those below it weigh is taken away.

    `short` and `long` multiply a number of words, the others values from 0 to 1, `topic` from -1
    where the encoder measures it.
    """

    salience: float  # of its best claim
    centrality: float  # its words are those of the whole text
    topic: float  # it is like the question, or the headline
    position: (
        float  # it stands near the beginning; 0 for interviews, which do not begin with the news
    )
    reported: float  # what others say is rarely what the interviewee holds
    question: float  # it asks
    short: float  # a word less than six
    long: float  # a word more than thirty-eight
    pronoun: float  # it begins with a word for something that was said before
    connective: float  # it begins with a word that joins it to what was said before
    redundancy: float  # likeness to a sentence already chosen


@cache
def summary_weights() -> SummaryWeights:
    """Return the weights for interviews, those of the list ``summary_weights``.

    Raises:
        PipelineError: The list has not exactly these names, or a value is no number.
    """
    found = table(_LIST)
    names = {field.name for field in dataclasses.fields(SummaryWeights)}
    if set(found) != names:
        different = ", ".join(sorted(set(found) ^ names))
        raise PipelineError(f"lexicon {_LIST}: missing or unknown weights: {different}")
    try:
        return SummaryWeights(**{name: float(value) for name, value in found.items()})
    except ValueError as error:
        raise PipelineError(f"lexicon {_LIST}: {error}") from error
