"""Epochs over the training texts, with resuming, dev figures and early stopping."""

from __future__ import annotations

import functools
import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import torch
from safetensors.torch import load_file, save_file

from pipeline.errors import InputError
from pipeline.training.augment import Names
from pipeline.training.config import TrainingConfig
from pipeline.training.dev import HeldOut, best_temperature, dev_figures, hold_out
from pipeline.training.epochs import Epochs
from pipeline.training.network import Network, Scores, Targets, losses
from pipeline.training.sources import Text
from pipeline.training.teacher import embeddings, with_keys
from pipeline.training.tensors import Batch

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Data:
    """What one training reads: interviews and general text, to train on and to choose by."""

    train: Sequence[Text]
    dev: Sequence[Text]
    general_dev: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Trained:
    """The best weights of a run, on disk, and what they reached on dev."""

    network: Network
    figures: dict[str, float]
    temperature: float


def train(
    data: Data,
    *,
    base: Path | str,
    tokenizer: Tokenizer,
    config: TrainingConfig,
    out: Path,
    weights: Path | None = None,
) -> Trained:
    """Return the network of the best epoch.

    A run that was stopped goes on from its last whole epoch, if configuration and data are the same.

    Args:
        data: The texts.
        base: Folder or hub id of the encoder to start from.
        tokenizer: The base's.
        config: Everything else.
        out: Where the state of the run is kept.
        weights: What an earlier run of the same base left in ``best.safetensors``, to start from; layers
            beyond those asked for are left out.

    Raises:
        InputError: `out` holds the state of a run with another configuration or other texts, or `weights` are not
            of such a network.
    """
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    out.mkdir(parents=True, exist_ok=True)
    keyed, sentences = with_keys(data.train)
    network = Network(base, layers=config.layers)
    if weights is not None:
        begin_from(network, load_file(weights), where=weights)
    teacher = _teacher(base, sentences, tokenizer, config, out)
    epochs = Epochs(keyed, Names(keyed), tokenizer, config)
    held_out = hold_out(data.dev, data.general_dev, base=base, tokenizer=tokenizer, config=config)
    return _Run(config, _digest(data), network, teacher, epochs, held_out, out).go()


def begin_from(network: Network, weights: Mapping[str, torch.Tensor], *, where: Path) -> None:
    """Set the weights of an earlier run.

    It may have lacked the head for another guide's names, which then begins as the one for ours, and what adds to
    embeddings, which begins anew, as it does where the layers are others. All else must be there.

    Args:
        network: What is set.
        weights: By name, of `where`.
        where: For the error.

    Raises:
        InputError: They are not those of such a network.
    """
    own = network.state_dict()
    layers = [sum(name.endswith("output.dense.bias") for name in each) for each in (own, weights)]
    given = {n: w for n, w in weights.items() if n in own}
    if layers[0] != layers[1]:
        given = {n: w for n, w in given.items() if not n.startswith("mix.")}
    for part in ("weight", "bias"):
        if f"entities.{part}" in given:
            given.setdefault(f"general.{part}", given[f"entities.{part}"])
    wrong = [n for n, w in own.items() if n in given and given[n].shape != w.shape]
    wrong += [n for n in own if n not in given and not n.startswith("mix.")]
    if wrong:
        raise InputError(
            f"{where}: not the weights of an earlier run of this base ({wrong[0]} is missing or of another size)",
            hint="give the best.safetensors that a run with the same --base left in its --work",
        )
    network.load_state_dict(own | given)


def _teacher(
    base: Path | str,
    sentences: Sequence[str],
    tokenizer: Tokenizer,
    config: TrainingConfig,
    out: Path,
) -> torch.Tensor:
    """Return the base's embeddings, computed once and kept in `out`."""
    digest = hashlib.sha256("\n".join([str(base), *sentences]).encode()).hexdigest()[:16]
    kept = out / f"teacher-{digest}.safetensors"
    if kept.exists():
        return load_file(kept)["embeddings"]
    _log.info("embedding %d sentences with the base", len(sentences))
    # The whole base, also where only its first layers are trained.
    found = embeddings(sentences, Network(base), tokenizer, bfloat16=config.bfloat16)
    save_file({"embeddings": found}, kept)
    return found


@dataclass(slots=True)
class _Run:
    """One training; `go` is its only door."""

    config: TrainingConfig
    data: str  # digest
    network: Network
    teacher: torch.Tensor
    epochs: Epochs
    held_out: HeldOut
    out: Path

    def go(self) -> Trained:
        config = self.config
        random = Random(config.seed)
        steps = config.epochs * len(self.epochs.batches(Random(config.seed)))
        optimizer = torch.optim.AdamW(
            self._groups(), lr=config.learning_rate, betas=(0.9, 0.98), eps=1e-6
        )
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimizer, functools.partial(_rate, steps=steps, warm_up=config.warm_up)
        )
        history = self._resumed(optimizer, schedule)
        for epoch in range(len(history), config.epochs):
            # Also before the first, so that a run that stopped early and is started again stays as it is.
            if history and epoch - 1 - _best(history) >= config.patience:
                _log.info("no better epoch since %d: stopped", _best(history))
                break
            random.seed(config.seed * 1000 + epoch)
            self._train_epoch(epoch, self.epochs.batches(random), optimizer, schedule)
            figures = dev_figures(self.network, self.held_out, config)
            history.append(figures)
            _log.info("epoch %d: %s", epoch, _shown(figures))
            if _best(history) == epoch:
                save_file(self.network.state_dict(), self.out / "best.safetensors")
            self._keep(optimizer, schedule, history)
        self.network.load_state_dict(load_file(self.out / "best.safetensors"))
        self.network.eval()
        return Trained(
            self.network,
            history[_best(history)],
            best_temperature(self.network, self.held_out, config),
        )

    def _groups(self) -> list[dict[str, Any]]:
        config = self.config
        heads = ("entities.", "general.", "kinds.", "claims.", "turns.", "mix.")
        groups: dict[tuple[bool, bool], list[torch.nn.Parameter]] = {}
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                key = (name.startswith(heads), parameter.ndim > 1)
                groups.setdefault(key, []).append(parameter)
        return [
            {
                "params": parameters,
                "lr": config.learning_rate * (config.head_rate if head else 1.0),
                "weight_decay": config.weight_decay if matrix else 0.0,
            }
            for (head, matrix), parameters in groups.items()
        ]

    # --- steps -----------------------------------------------------------------------------

    def _train_epoch(
        self, epoch: int, parts: Sequence[Batch], optimizer: Any, schedule: Any
    ) -> None:
        self.network.train()
        sums: dict[str, float] = {}
        begun = time.monotonic()
        for number, batch in enumerate(parts, 1):
            scores = self._forward(batch)
            found = losses(scores, self._targets(batch), self.config.losses)
            if not found:
                continue  # nothing in these texts is annotated
            torch.stack(list(found.values())).sum().backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad()
            for name, loss in found.items():
                sums[name] = sums.get(name, 0.0) + loss.item()
            if number % 50 == 0 or number == len(parts):
                shown = {name: value / number for name, value in sums.items()}
                each = (time.monotonic() - begun) / number
                _log.info(
                    "epoch %d, %d/%d, %.2f s each: %s",
                    epoch,
                    number,
                    len(parts),
                    each,
                    _shown(shown),
                )

    def _forward(self, batch: Batch) -> Scores:
        with torch.autocast("cpu", dtype=torch.bfloat16, enabled=self.config.bfloat16):
            scores: Scores = self.network(torch.from_numpy(batch.ids), torch.from_numpy(batch.mask))
        return scores

    def _targets(self, batch: Batch) -> Targets:
        keys = torch.from_numpy(batch.keys)
        return Targets(
            torch.from_numpy(batch.labels),
            torch.from_numpy(batch.general),
            torch.from_numpy(batch.named),
            torch.from_numpy(batch.kinds),
            torch.from_numpy(batch.claims),
            torch.from_numpy(batch.marks),
            torch.from_numpy(batch.types),
            torch.from_numpy(batch.sentences),
            torch.from_numpy(batch.turns),
            keys >= 0,
            self.teacher[keys.clamp(min=0)],
        )

    # --- state -----------------------------------------------------------------------------

    def _keep(self, optimizer: Any, schedule: Any, history: list[dict[str, float]]) -> None:
        state = {
            "config": self.config.model_dump_json(),
            "data": self.data,
            "network": self.network.state_dict(),
            "optimizer": optimizer.state_dict(),
            "schedule": schedule.state_dict(),
            "history": history,
        }
        part = self.out / "state.part"
        torch.save(state, part)
        part.replace(self.out / "state.pt")

    def _resumed(self, optimizer: Any, schedule: Any) -> list[dict[str, float]]:
        kept = self.out / "state.pt"
        if not kept.exists():
            return []
        state = torch.load(kept, weights_only=True)
        now = {"config": self.config.model_dump_json(), "data": self.data}
        # States written before the digest was kept have none.
        other = [name for name, value in now.items() if state.get(name, value) != value]
        if other:
            raise InputError(
                f"{kept}: the state of a run with other {' and '.join(other)}",
                hint="name another --work folder, or delete this one",
            )
        self.network.load_state_dict(state["network"])
        optimizer.load_state_dict(state["optimizer"])
        schedule.load_state_dict(state["schedule"])
        history: list[dict[str, float]] = state["history"]
        _log.info("going on after epoch %d", len(history) - 1)
        return history


def _best(history: Sequence[dict[str, float]]) -> int:
    """Return the epoch with the highest figure, the first of several."""
    return max(range(len(history)), key=lambda n: history[n]["chosen"])


def _digest(data: Data) -> str:
    """Return what tells one set of texts from another."""
    shown = repr((data.train, data.dev, data.general_dev))
    return hashlib.sha256(shown.encode()).hexdigest()


def _rate(step: int, *, steps: int, warm_up: float) -> float:
    """Return the share of the learning rate at a step: up in a line, then down in a line."""
    first = max(1, int(steps * warm_up))
    return min((step + 1) / first, max(0.0, (steps - step) / max(1, steps - first)))


def _shown(values: dict[str, float]) -> str:
    return " ".join(f"{name} {value:.3f}" for name, value in values.items())
