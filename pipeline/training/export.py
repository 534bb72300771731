"""A trained network -> a model folder: ONNX, int8, tokenizer, labels, checksums."""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path

import torch
from torch import Tensor, nn

from pipeline.encoder import write_sums
from pipeline.training.config import TrainingConfig
from pipeline.training.loop import Trained
from pipeline.training.network import OUTPUTS, Network
from pipeline.training.samples import CLAIMS, KINDS, LABELS, TURNS

_OPSET = 17


class _OneText(nn.Module):
    """The network as the graph has it: one text, no mask, outputs in order."""

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.network = network

    def forward(self, ids: Tensor) -> tuple[Tensor, ...]:
        scores = self.network(ids)
        return tuple(getattr(scores, name) for name in OUTPUTS)


def write_model(trained: Trained, *, tokenizer: Path, config: TrainingConfig, folder: Path) -> None:
    """Write ``model.onnx`` (int8), ``tokenizer.json``, ``labels.json`` and ``SHA256SUMS`` into `folder`.

    Weights are quantised by channel to seven bits (``reduce_range``), which costs nothing that can be measured and
    keeps sums from overflowing on processors without VNNI; activations when the model runs. The linear heads stay in float32.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        exact = Path(scratch) / "exact.onnx"
        write_onnx(trained.network, exact)
        quantise(exact, folder / "model.onnx")
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    labels = {
        "version": config.version,
        "entities": LABELS,
        "general": LABELS,
        "kinds": KINDS,
        "claims": CLAIMS,
        "turns": TURNS,
        "window": config.window,
        "overlap": config.overlap,
        "context": config.context,
        "temperature": trained.temperature,
    }
    text = json.dumps(labels, ensure_ascii=False, indent=1) + "\n"
    (folder / "labels.json").write_text(text, encoding="utf-8")
    write_sums(folder)


def write_onnx(network: Network, path: Path) -> None:
    """Write the network in float32: ``input_ids`` (1, n) int64 to its outputs."""
    network.eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the tracer's own notes
        torch.onnx.export(
            _OneText(network),
            (torch.tensor([[0, 5, 6, 7, 2]]),),
            str(path),
            input_names=["input_ids"],
            output_names=list(OUTPUTS),
            dynamic_axes={"input_ids": {1: "pieces"}, **{name: {1: "pieces"} for name in OUTPUTS}},
            opset_version=_OPSET,
            dynamo=False,
        )


def quantise(exact: Path, path: Path) -> None:
    """Write `exact` with the weights of the encoder, and of what mixes its layers, as int8."""
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    nodes = onnx.load(str(exact)).graph.node
    large = ("/encoder/", "/mix/")
    heads = [node.name for node in nodes if not any(part in node.name for part in large)]
    quantize_dynamic(
        str(exact),
        str(path),
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul", "Gather"],
        nodes_to_exclude=heads,
    )
