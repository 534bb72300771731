"""One TOML file -> `TrainingConfig`; unknown keys are refused."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from pipeline.errors import InputError

_POSITIONS = 512  # that a base has

Share = Annotated[float, Field(ge=0.0, le=1.0)]
Weight = Annotated[float, Field(ge=0.0)]
Count = Annotated[int, Field(ge=1)]
Text = Annotated[str, Field(min_length=1)]


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Augmentation(_Section):
    """How often each change is made to a text that is trained on."""

    swap_text: Share = 0.5  # texts in which names are exchanged
    swap_name: Share = 0.6  # names exchanged in such a text
    own_names: Share = 0.4  # of those, by another name of the training texts
    known_names: Share = 0.0  # of those, by a name of general knowledge (`lexicons/data/known_*`)
    unquote: Share = 0.15  # names that lose their quotation marks
    quote: Share = 0.05  # works and events that get some
    capitals: Share = 0.06  # texts all in capitals
    capital_questions: Share = 0.25  # the same, of questions
    no_accents: Share = 0.06
    no_final_stop: Share = 0.05

    @model_validator(mode="after")
    def _pools_are_shares(self) -> Self:
        if self.own_names + self.known_names > 1.0:
            raise ValueError("own_names and known_names are more than 1 together")
        return self


class Losses(_Section):
    """The weight of each head's loss."""

    entities: Weight = 1.0
    kinds: Weight = 0.2
    claims: Weight = 0.3
    turns: Weight = 0.3
    embedding: Weight = 1.0
    general: Weight = 1.0  # names by the guide of the general text


class TrainingConfig(_Section):
    """Everything that decides the weights, apart from the data and the base."""

    name: Text
    version: Text = "1.0.0"
    layers: Count | None = None  # the first n of the base; all by default
    seed: int = 7
    epochs: Count = 10
    patience: Count = 3  # epochs without a better dev figure before it stops
    learning_rate: Annotated[float, Field(gt=0.0)] = 1.2e-4
    # Times that rate for the heads, which start from nothing.
    head_rate: Annotated[float, Field(gt=0.0)] = 8.0
    warm_up: Share = 0.1
    weight_decay: Weight = 0.01
    batch_pieces: Count = 2048
    window: Annotated[int, Field(ge=16, le=512)] = 256  # pieces of a text, with its two marks
    overlap: Annotated[int, Field(ge=0)] = 64  # pieces that two windows share when the model runs
    context: Annotated[int, Field(ge=0, le=128)] = 0  # pieces of the question before an answer
    alone: Share = 0.3  # answers that are read without their question all the same
    corpus_repeats: Count = 2  # times that gold interviews are seen an epoch
    inline: Share = 0.25  # exchanges printed as one paragraph
    glued: Share = 0.7  # documents of tokenised text whose spaces are mended
    bfloat16: bool = True
    threads: Count = 2
    augmentation: Augmentation = Augmentation()
    losses: Losses = Losses()

    @model_validator(mode="after")
    def _windows_advance(self) -> Self:
        # As pipeline.encoder demands of a model: two pieces of a window are its marks.
        if self.overlap > (self.window - 2) // 2:
            raise ValueError(
                f"overlap = {self.overlap} is more than half of window = {self.window}"
            )
        if self.context and self.window + self.context + 1 > _POSITIONS:
            raise ValueError(
                f"window = {self.window} and context = {self.context} are more than {_POSITIONS} pieces together"
            )
        return self


def load_config(path: Path) -> TrainingConfig:
    """Return the configuration of one file.

    Raises:
        InputError: It cannot be read, is no TOML, or holds an unknown key or a value out of range.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return TrainingConfig.model_validate(values)
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not valid TOML ({error})") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = [str(path), ".".join(map(str, first["loc"])), first["msg"]]
        raise InputError(": ".join(filter(None, place))) from error
