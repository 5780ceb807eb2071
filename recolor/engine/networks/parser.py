"""The garment parser: class probabilities for every cell of a grid over the photo.

The built-in parser is `weights/parser.onnx`, with its classes in `weights/parser.json`; see training/README.md. The
environment variable `RECOLOR_PARSER` replaces it with another network for human parsing; see `custom_parser.py`.
"""

import functools
import json
import os
from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize
from ..types import Pixels
from .custom_parser import CustomParser
from .session import OnnxModel

WEIGHTS = Path(__file__).resolve().parent / "weights"
_MAXIMUM_CELLS = 128  # along the long side of the grid
_INPUT_CELLS = 96  # cells of the network along the long side; it was trained with photos of this size
_CELL = 4  # pixels of the network's input per cell
_MULTIPLE = 32  # the sides of the network's input are multiples of this
_BORDER = (124, 116, 104)  # RGB of the padding, as in the training


@functools.cache
def class_names() -> tuple[str, ...]:
    """Return the names of the parser's classes, in the order of its channels."""
    return tuple(json.loads((WEIGHTS / "parser.json").read_text())["classes"])


@functools.cache
def class_groups() -> tuple[tuple[str, ...], ...]:
    """Return the groups of similar classes; every class belongs to one group."""
    return tuple(map(tuple, json.loads((WEIGHTS / "parser.json").read_text())["groups"]))


def grid_size(height: int, width: int) -> tuple[int, int]:
    """Return the rows and columns of the parser's grid for a photo of `height` × `width` px; at most 128."""
    scale = _MAXIMUM_CELLS / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


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

    def __call__(self, pixels: Pixels) -> NDArray[np.uint8]:
        """Compute the class probabilities of a photo.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo, sRGB.

        Returns
        -------
        (classes, rows, columns) uint8
            The probabilities of the classes in `class_names`, scaled so that 255 is 1, on a grid that covers the photo.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        rows, columns = grid_size(*pixels.shape[:2])
        if self._custom:
            probabilities = self._custom(pixels, rows, columns)
        else:
            probabilities = self._run_built_in(pixels, rows, columns)
        return np.rint(255 * probabilities).astype(np.uint8)

    def _run_built_in(self, pixels: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
        """Return the mean probabilities for the photo and for its mirror image, (classes, rows, columns)."""
        scale = _INPUT_CELLS / max(rows, columns)
        cells = max(1, round(rows * scale)), max(1, round(columns * scale))
        height, width = cells[0] * _CELL, cells[1] * _CELL
        photo = resize(pixels, width, height, cv2.INTER_AREA)
        photos = np.empty((2, _rounded_up(height), _rounded_up(width), 3), np.float32)
        photos[:] = _BORDER
        photos[0, :height, :width] = photo
        photos[1, :height, :width] = photo[:, ::-1]
        planes = np.ascontiguousarray(photos.transpose(0, 3, 1, 2))
        logits = self._model.session.run(["logits"], {"photos": planes})[0][:, :, : cells[0], : cells[1]]
        plain, mirrored = (_softmax(values) for values in logits)
        probabilities = (plain + mirrored[:, :, ::-1]) / 2
        return np.stack([resize(values, columns, rows, cv2.INTER_LINEAR) for values in probabilities])


def _rounded_up(side: int) -> int:
    return -(-side // _MULTIPLE) * _MULTIPLE


def _softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities for logits, both (classes, ...)."""
    exponentials = np.exp(logits - logits.max(axis=0))
    return cast("NDArray[np.float32]", exponentials / exponentials.sum(axis=0))
