"""The garment parser: class probabilities for every cell of a grid over the photo.

The built-in parser, `weights/parser.onnx` with its classes in `weights/parser.json`, uses the feature maps of the
encoder; see training/README.md. The environment variable `RECOLOR_PARSER` replaces it with another network for human
parsing. The variable holds the path of a JSON file:

    {
      "network": "segformer-clothes.onnx",       path relative to the JSON file
      "input": "pixel_values",                   name of the input: (1, 3, H, W) float32, RGB
      "size": [512, 512],                        H and W of the input
      "mean": [123.7, 116.3, 103.5],             subtracted from the values 0..255
      "std": [58.4, 57.1, 57.4],                 divisor of the difference
      "classes": ["background", "hair", "top", null, "skirt", …]
    }

The first output of the network must be logits, (1, channels, h, w). `classes` gives the class of each channel, by the
names in `weights/parser.json`. Several channels may have the same class; channels with null count as background.
"""

import functools
import json
import os
from pathlib import Path
from typing import TypedDict, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..errors import ModelMissing
from ..imaging.resize import resize
from ..types import Pixels
from .encoder import input_size
from .session import OnnxModel

WEIGHTS = Path(__file__).resolve().parent / "weights"
_CELL = 8  # pixels of the encoder's input per cell of the parser's grid
_MAXIMUM_CELLS = 128  # along one side of the grid


class _CustomSettings(TypedDict):
    """The content of the JSON file that `RECOLOR_PARSER` names."""

    network: str
    input: str
    size: list[int]
    mean: list[float]
    std: list[float]
    classes: list[str | None]


@functools.cache
def class_names() -> tuple[str, ...]:
    """Return the names of the parser's classes, in the order of its channels."""
    return tuple(json.loads((WEIGHTS / "parser.json").read_text())["classes"])


def grid_size(height: int, width: int) -> tuple[int, int]:
    """Return the rows and columns of the parser's grid for a photo of `height` × `width` px.

    Both are even, because the encoder's coarser feature maps have half as many rows and columns.
    """
    rows, columns = (-(-side // _CELL) for side in input_size(height, width))  # rounded up
    return min(_MAXIMUM_CELLS, rows + rows % 2), min(_MAXIMUM_CELLS, columns + columns % 2)


class Parser:
    """The built-in parser, or the network that `RECOLOR_PARSER` names.

    It loads on first use and may be shared between threads.

    Raises
    ------
    ModelMissing
        If the settings in `RECOLOR_PARSER` cannot be read or used.
    """

    def __init__(self) -> None:
        custom = os.environ.get("RECOLOR_PARSER", "")
        self._settings = _read_settings(Path(custom)) if custom else None
        self._model = OnnxModel(
            Path(custom).parent / self._settings["network"] if self._settings else WEIGHTS / "parser.onnx"
        )

    def __call__(self, features: dict[str, NDArray[np.float32]], pixels: Pixels) -> NDArray[np.uint8]:
        """Compute the class probabilities of a photo.

        Parameters
        ----------
        features : dict of str to float32 array
            The encoder's output; see `Encoder`.
        pixels : (H, W, 3) uint8
            The photo, sRGB.

        Returns
        -------
        (classes, rows, columns) uint8
            The probabilities of the classes in `class_names`, scaled so that 255 is 1. The grid covers the photo only,
            not the padding of the encoder's input.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        rows, columns = grid_size(*pixels.shape[:2])
        if self._settings:
            probabilities = self._run_custom(self._settings, pixels, rows, columns)
        else:
            probabilities = self._run_built_in(features, rows, columns)
        return np.rint(255 * probabilities).astype(np.uint8)

    def _run_built_in(self, features: dict[str, NDArray[np.float32]], rows: int, columns: int) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (classes, rows, columns), from the encoder's feature maps."""
        inputs = {
            "stage128": features["stage128"][:, :, :rows, :columns],
            "stage64": features["stage64"][:, :, : rows // 2, : columns // 2],
            "embedding": features["embedding"][:, :, : rows // 2, : columns // 2],
        }
        return _softmax(self._model.session.run(None, inputs)[0][0])

    def _run_custom(self, settings: _CustomSettings, pixels: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
        """Return the probabilities of the classes, (classes, rows, columns), from the network in `settings`."""
        height, width = settings["size"]
        resized = resize(pixels, width, height, cv2.INTER_AREA)
        mean, deviation = (np.array(values, np.float32) for values in (settings["mean"], settings["std"]))
        planes = np.ascontiguousarray(((resized - mean) / deviation).transpose(2, 0, 1), np.float32)
        logits = self._model.session.run(None, {settings["input"]: planes[None]})
        probabilities = np.zeros((len(class_names()), rows, columns), np.float32)
        for name, channel in zip(settings["classes"], _softmax(logits[0][0]), strict=True):
            if name is not None:
                probabilities[class_names().index(name)] += resize(channel, columns, rows, cv2.INTER_LINEAR)
        probabilities[class_names().index("background")] += np.maximum(0, 1 - probabilities.sum(axis=0))
        return probabilities


def _read_settings(path: Path) -> _CustomSettings:
    """Read the settings of a custom parser. Raises ModelMissing if they cannot be used."""
    try:
        settings = json.loads(path.read_text())
        missing = _CustomSettings.__required_keys__ - settings.keys()
        unknown = {name for name in settings.get("classes", []) if name is not None} - set(class_names())
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise ModelMissing(f"RECOLOR_PARSER={path} cannot be read: {error}") from error
    if missing:
        raise ModelMissing(f"RECOLOR_PARSER={path} lacks {', '.join(sorted(missing))}.")
    if unknown:
        known = ", ".join(class_names())
        raise ModelMissing(f"RECOLOR_PARSER={path} has unknown classes: {', '.join(sorted(unknown))}. Use {known}.")
    return cast("_CustomSettings", settings)


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities for logits, both (classes, ...)."""
    exponentials = np.exp(logits - logits.max(axis=0))
    return cast("NDArray[np.float32]", exponentials / exponentials.sum(axis=0))
