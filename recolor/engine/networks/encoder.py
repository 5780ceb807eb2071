"""MobileSAM's encoder: a photo in, its embedding and the stages that the parser reads out.

Zhang et al., "Faster Segment Anything: Towards Lightweight SAM for Mobile Applications", 2023.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..prepared_files import ENCODER, prepared_folder
from ..types import Pixels
from .session import Model

SIDE = 1024
MEAN = np.array([123.675, 116.28, 103.53], np.float32)
STD = np.array([58.395, 57.12, 57.375], np.float32)


def input_size(height: int, width: int) -> tuple[int, int]:
    """The size, (height, width), at which a photo lies in the top left corner of the network's square."""
    scale = SIDE / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def network_input(pixels: Pixels) -> NDArray[np.float32]:
    """A photo, (H, W, 3) uint8 sRGB, as the encoder wants it: (1, 3, 1024, 1024) float32."""
    height, width = input_size(*pixels.shape[:2])
    shrinks = max(pixels.shape[:2]) > SIDE
    resized = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    square = np.zeros((1, 3, SIDE, SIDE), np.float32)
    square[0, :, :height, :width] = ((resized - MEAN) / STD).transpose(2, 0, 1)
    return square


class Encoder:
    """Lazy and safe to share between threads."""

    def __init__(self) -> None:
        self._model = Model(prepared_folder() / ENCODER)

    def __call__(self, pixels: Pixels) -> dict[str, NDArray[np.float32]]:
        """`embedding` (1, 256, 64, 64), `stage128` (1, 128, 128, 128) and `stage64` (1, 160, 64, 64)."""
        names = ["embedding", "stage128", "stage64"]
        values = self._model.session.run(names, {"input": network_input(pixels)})
        return dict(zip(names, values, strict=True))
