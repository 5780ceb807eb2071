"""Export of the trained parser to ONNX, with its classes: `python -m training.export`."""

import argparse
import json
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import helper, numpy_helper

from . import samples
from .classes import CLASSES, GROUPS
from .network import MULTIPLE, Network

WEIGHTS = Path(__file__).resolve().parents[1] / "recolor" / "engine" / "networks" / "weights"
_MINIMUM_HALF_SIZE = 64  # values; smaller tensors stay 32-bit


def load(checkpoint: Path) -> Network:
    """Return the averaged network of a checkpoint."""
    network = Network(len(CLASSES), pretrained=False)
    network.load_state_dict(torch.load(checkpoint, weights_only=True)["averaged"])
    return network.eval()


def export_parser(network: Network, folder: Path) -> None:
    """Write `parser.onnx`, with weights stored as 16-bit floats."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "parser.onnx"
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, 512, 12 * MULTIPLE),),
        target,
        input_names=["photos"],
        output_names=["logits", "presence"],
        dynamic_axes={
            "photos": {0: "photos", 2: "height", 3: "width"},
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
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, default=samples.FOLDER.parent / "fine.pt")
    parser.add_argument("--folder", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    export_parser(load(options.checkpoint), options.folder)
    (options.folder / "parser.json").write_text(json.dumps({"classes": CLASSES, "groups": GROUPS}, indent=1) + "\n")


if __name__ == "__main__":
    main()
