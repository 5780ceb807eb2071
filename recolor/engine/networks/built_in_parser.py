"""The built-in parser: the mean of two networks.

`weights/parser.onnx` sees the photo at a low resolution. `weights/head.onnx` reads the features that MobileSAM computes
at a high resolution. Their errors differ, so the weighted mean is better than either.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize
from ..types import Pixels
from .custom_parser import softmax
from .session import OnnxModel

WEIGHTS = Path(__file__).resolve().parent / "weights"
# Weight of the head in the mean, tuned on split `val`: of the garments, .51 are found with an IoU of .8; with 0 and 0.5
# it is .50 and .49. The head alone is the weaker network.
_HEAD_SHARE = 0.3
_INPUT_CELLS = 96  # cells of the first network along the long side; it was trained with photos of this size
_CELL = 4  # pixels of its input per cell
_MULTIPLE = 32  # the sides of its input are multiples of this
_BORDER = (124, 116, 104)  # RGB of the padding, as in the training
_HEAD_CELLS = 128  # cells of the head along the long side
_HEAD_MULTIPLE = 8  # the sides of its finest input are multiples of this


class BuiltInParser:
    """The two networks. They load on first use and may be shared between threads."""

    def __init__(self) -> None:
        self.network = OnnxModel(WEIGHTS / "parser.onnx")
        self.head = OnnxModel(WEIGHTS / "head.onnx")
        self.head_share = _HEAD_SHARE

    def __call__(
        self, pixels: Pixels, features: Mapping[str, NDArray[np.float32]], rows: int, columns: int
    ) -> NDArray[np.float32]:
        """Compute the class probabilities of a photo.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo, sRGB.
        features
            The encoder's output for the photo; see `Encoder`.
        rows, columns : int
            Size of the grid that covers the photo; the larger one is 128.

        Returns
        -------
        (classes, rows, columns) float32
            The probabilities; their sum is 1 in each cell.

        Raises
        ------
        ModelMissing
            If a model file does not exist.
        """
        coarse = self._from_photo(pixels, rows, columns)
        fine = self._from_features(features, rows, columns)
        return ((1 - self.head_share) * coarse + self.head_share * fine).astype(np.float32)

    def _from_photo(self, pixels: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
        """Return the mean probabilities of the first network for the photo and for its mirror image."""
        scale = _INPUT_CELLS / max(rows, columns)
        cells = max(1, round(rows * scale)), max(1, round(columns * scale))
        height, width = cells[0] * _CELL, cells[1] * _CELL
        photo = resize(pixels, width, height, cv2.INTER_AREA)
        photos = np.empty((2, _rounded_up(height, _MULTIPLE), _rounded_up(width, _MULTIPLE), 3), np.float32)
        photos[:] = _BORDER
        photos[0, :height, :width] = photo
        photos[1, :height, :width] = photo[:, ::-1]
        planes = np.ascontiguousarray(photos.transpose(0, 3, 1, 2))
        logits = self.network.session.run(["logits"], {"photos": planes})[0][:, :, : cells[0], : cells[1]]
        plain, mirrored = (softmax(values) for values in logits)
        probabilities = (plain + mirrored[:, :, ::-1]) / 2
        return np.stack([resize(values, columns, rows, cv2.INTER_LINEAR) for values in probabilities])

    def _from_features(
        self, features: Mapping[str, NDArray[np.float32]], rows: int, columns: int
    ) -> NDArray[np.float32]:
        """Return the probabilities of the head."""
        inputs = {name: _cut(values, rows, columns) for name, values in features.items()}
        return softmax(self.head.session.run(["logits"], inputs)[0][0, :, :rows, :columns])


def _cut(features: NDArray[np.float32], rows: int, columns: int) -> NDArray[np.float32]:
    """Return the part of the encoder's square features that covers the photo, padded with 0 as in the training."""
    scale = _HEAD_CELLS // features.shape[2]
    inside = tuple(_rounded_up(side, 2) // scale for side in (rows, columns))
    height, width = (_rounded_up(side, _HEAD_MULTIPLE) // scale for side in (rows, columns))
    padded = np.zeros((1, features.shape[1], height, width), np.float32)
    padded[:, :, : inside[0], : inside[1]] = features[:, :, : inside[0], : inside[1]]
    return padded


def _rounded_up(number: int, multiple: int) -> int:
    return -(-number // multiple) * multiple
