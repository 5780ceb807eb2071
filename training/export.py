"""Export of the trained head to ONNX, with its label map and its figures."""

import json

import torch

from recolor.engine.networks.parser import WEIGHTS

from . import data
from .head import Head


def export(head: Head, metrics: dict) -> None:
    """Write `parser.onnx`, `parser.json` and `parser.metrics.json` to `recolor/engine/networks/weights/`."""
    head.eval()
    example = (torch.zeros(1, 128, 128, 88), torch.zeros(1, 160, 64, 44), torch.zeros(1, 256, 64, 44))
    names = ["stage128", "stage64", "embedding"]
    torch.onnx.export(
        head,
        example,
        WEIGHTS / "parser.onnx",
        input_names=names,
        output_names=["logits"],
        dynamic_axes={name: {2: f"{name}_rows", 3: f"{name}_columns"} for name in [*names, "logits"]},
        opset_version=17,
        dynamo=False,
    )
    (WEIGHTS / "parser.json").write_text(json.dumps({"classes": data.CLASSES}, indent=1) + "\n")
    metrics["mean_iou"] = sum(metrics["iou"].values()) / len(metrics["iou"])
    metrics["photos"] = dict(zip(("training", "validation"), map(len, data.items()), strict=True))
    (WEIGHTS / "parser.metrics.json").write_text(json.dumps(metrics, indent=1) + "\n")
