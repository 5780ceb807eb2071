"""The garment parser: class probabilities for every cell of a grid over the photo.

The built-in parser, `weights/parser.onnx` with its classes in `weights/parser.json`, uses the feature maps of the
encoder; see training/README.md. The environment variable `RECOLOR_PARSER` replaces it with another network for human
parsing; see `custom_parser.py`.
"""

import functools
import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels
from .custom_parser import CustomParser, softmax
from .encoder import input_size
from .session import OnnxModel

WEIGHTS = Path(__file__).resolve().parent / "weights"
_CELL = 8  # pixels of the encoder's input per cell of the parser's grid
_MAXIMUM_CELLS = 128  # along one side of the grid


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
        self._custom = CustomParser(Path(custom), class_names()) if custom else None
        self._model = OnnxModel(WEIGHTS / "parser.onnx")

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
        if self._custom:
            probabilities = self._custom(pixels, rows, columns)
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
        return softmax(self._model.session.run(None, inputs)[0][0])
