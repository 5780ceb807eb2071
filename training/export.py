"""Export of the parser's two networks to ONNX, with their classes: `python -m training.export`."""

import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper
from torch import nn

from recolor.engine.networks.built_in_parser import WEIGHTS

from . import samples
from .classes import CLASSES, GROUPS
from .features import NAMES
from .head import Head
from .network import MULTIPLE, Network

CHECKPOINTS = samples.FOLDER.parent
_MINIMUM_HALF_SIZE = 64  # values; smaller tensors stay 32-bit


def export_parser(checkpoint: str, folder: Path) -> None:
    """Write `parser.onnx`, the first network."""
    network = _averaged(Network(len(CLASSES), pretrained=False), checkpoint)
    _export(network, {"photos": torch.zeros(1, 3, 512, 12 * MULTIPLE)}, folder / "parser.onnx")


def export_head(checkpoint: str, folder: Path) -> None:
    """Write `head.onnx`, the second network."""
    shapes = ((1, 128, 128, 96), (1, 160, 64, 48), (1, 256, 64, 48))
    inputs = {name: torch.zeros(shape) for name, shape in zip(NAMES, shapes, strict=True)}
    _export(_averaged(Head(len(CLASSES)), checkpoint), inputs, folder / "head.onnx")


def _averaged(network: nn.Module, checkpoint: str) -> nn.Module:
    """Load the averaged weights of a checkpoint."""
    network.load_state_dict(torch.load(CHECKPOINTS / f"{checkpoint}.pt", weights_only=True)["averaged"])
    return network.eval()


def _export(network: nn.Module, inputs: dict[str, torch.Tensor], target: Path) -> None:
    """Write a network for inputs of any number of rows and columns, with weights stored as 16-bit floats."""
    target.parent.mkdir(parents=True, exist_ok=True)
    torch.onnx.export(
        network,
        tuple(inputs.values()),
        target,
        input_names=list(inputs),
        output_names=["logits", "presence"],
        dynamic_axes={
            **{name: {0: "photos", 2: f"{name}_rows", 3: f"{name}_columns"} for name in inputs},
            "logits": {0: "photos", 2: "rows", 3: "columns"},
        },
        opset_version=17,
        dynamo=False,
    )
    onnx.save(_with_half_weights(onnx.load(target)), target)


def _with_half_weights(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the model with its weights as 16-bit floats, each followed by a cast; the file becomes half as large."""
    nodes = []
    for tensor in model.graph.initializer:
        values = numpy_helper.to_array(tensor)
        if values.dtype != np.float32 or values.size < _MINIMUM_HALF_SIZE:
            continue
        name = tensor.name
        tensor.CopyFrom(numpy_helper.from_array(values.astype(np.float16), f"{name}.half"))
        nodes.append(helper.make_node("Cast", [f"{name}.half"], [name], to=onnx.TensorProto.FLOAT))
    for node in reversed(nodes):
        model.graph.node.insert(0, node)
    return model


def main() -> None:
    """Write both networks and their classes."""
    export_parser("fine", WEIGHTS)
    export_head("head", WEIGHTS)
    (WEIGHTS / "parser.json").write_text(json.dumps({"classes": CLASSES, "groups": GROUPS}, indent=1) + "\n")


if __name__ == "__main__":
    main()
