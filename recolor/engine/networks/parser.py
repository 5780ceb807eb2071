"""The garment parser: class probabilities for every cell of a grid over the photo.

The classes are listed in `weights/parser.json`. The environment variable `RECOLOR_PARSER` replaces the built-in parser
with another network for human parsing; see `custom_parser.py`.
"""

import functools
import json
import os
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ..types import Pixels
from .built_in_parser import WEIGHTS, BuiltInParser
from .custom_parser import CustomParser

_MAXIMUM_CELLS = 128  # along the long side of the grid


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
        self.built_in = BuiltInParser()

    def __call__(self, pixels: Pixels, features: Mapping[str, NDArray[np.float32]]) -> NDArray[np.uint8]:
        """Compute the class probabilities of a photo.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo, sRGB.
        features
            The encoder's output for the photo; see `Encoder`.

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
            probabilities = self.built_in(pixels, features, rows, columns)
        return np.rint(255 * probabilities).astype(np.uint8)
