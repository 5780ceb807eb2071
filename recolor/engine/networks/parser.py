"""The garment parser: class probabilities of every cell of a photo. Ours, or another network dropped in.

Ours takes the encoder's stages; it is `weights/parser.onnx` with `weights/parser.json` beside it (training/README.md).
`RECOLOR_PARSER` names another pair by its JSON file, for whoever has a stronger human-parsing network:

    {
      "network": "segformer-clothes.onnx",       beside the JSON file
      "input": "pixel_values",                    the input's name: (1, 3, H, W) float32 RGB
      "size": [512, 512],                         H and W of that input
      "mean": [123.7, 116.3, 103.5], "std": [58.4, 57.1, 57.4],      of values 0..255
      "classes": ["background", "hair", "top", null, "skirt", …]     ours, by output channel; null is not used
    }

Its first output is read as logits (1, classes, h, w); several channels may stand for one class of ours. Those are
the `classes` of `weights/parser.json`.
"""

import functools
import json
import os
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import ModelMissing
from ..imaging.resize import scaled
from ..types import Pixels
from .encoder import input_size
from .session import Model

WEIGHTS = Path(__file__).resolve().parent / "weights"
CELL = 8  # network pixels a grid cell


@functools.cache
def class_names() -> tuple[str, ...]:
    return tuple(json.loads((WEIGHTS / "parser.json").read_text())["classes"])


class Parser:
    """Lazy and safe to share between threads."""

    def __init__(self) -> None:
        other = os.environ.get("RECOLOR_PARSER", "")
        self._settings = _read_settings(Path(other)) if other else None
        self._model = Model(
            Path(other).parent / self._settings["network"] if self._settings else WEIGHTS / "parser.onnx"
        )

    def __call__(self, seen: dict[str, NDArray[np.float32]], pixels: Pixels) -> NDArray[np.uint8]:
        """Probabilities, (classes, rows, columns) uint8 (255 is certain), of a photo, (H, W, 3) uint8.

        seen: what the encoder gave. The padding of its square is cut away before the network sees it.
        """
        rows, columns = grid_size(*pixels.shape[:2])
        chances = self._other(pixels, rows, columns) if self._settings else self._ours(seen, rows, columns)
        return np.rint(255 * chances).astype(np.uint8)

    def _ours(self, seen: dict[str, NDArray[np.float32]], rows: int, columns: int) -> NDArray[np.float32]:
        inputs = {
            "stage128": seen["stage128"][:, :, :rows, :columns],
            "stage64": seen["stage64"][:, :, : rows // 2, : columns // 2],
            "embedding": seen["embedding"][:, :, : rows // 2, : columns // 2],
        }
        return _softmax(self._model.session.run(None, inputs)[0][0])

    def _other(self, pixels: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
        settings = cast("dict[str, Any]", self._settings)
        height, width = settings["size"]
        image = scaled(pixels, width, height, cv2.INTER_AREA)
        mean, std = (np.array(settings[name], np.float32) for name in ("mean", "std"))
        planes = np.ascontiguousarray(((image - mean) / std).transpose(2, 0, 1), np.float32)
        logits = self._model.session.run(None, {settings["input"]: planes[None]})
        theirs = _softmax(logits[0][0])
        out = np.zeros((len(class_names()), rows, columns), np.float32)
        for name, chance in zip(settings["classes"], theirs, strict=True):
            if name is not None:
                out[class_names().index(name)] += scaled(chance, columns, rows, cv2.INTER_LINEAR)
        # What stands for nothing of ours is background to us.
        out[class_names().index("background")] += np.maximum(0, 1 - out.sum(axis=0))
        return out


def _read_settings(path: Path) -> dict[str, Any]:
    try:
        settings: dict[str, Any] = json.loads(path.read_text())
        missing = {"network", "input", "size", "mean", "std", "classes"} - settings.keys()
        unknown = {name for name in settings.get("classes", []) if name is not None} - set(class_names())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelMissing(f"RECOLOR_PARSER={path} cannot be read: {error}") from error
    if missing or unknown:
        wrong = (
            f"lacks {', '.join(sorted(missing))}" if missing else f"has unknown classes: {', '.join(sorted(unknown))}"
        )
        raise ModelMissing(f"RECOLOR_PARSER={path} {wrong}; ours are {', '.join(class_names())}.")
    return settings


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    odds = np.exp(logits - logits.max(axis=0))
    return cast("NDArray[np.float32]", odds / odds.sum(axis=0))


def grid_size(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the parser's grid for a photo; even, since the coarse stage halves them."""
    cells = [-(-side // CELL) for side in input_size(height, width)]
    return min(128, cells[0] + cells[0] % 2), min(128, cells[1] + cells[1] % 2)
