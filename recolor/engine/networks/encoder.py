"""MobileSAM's encoder, which computes a photo's embedding and the feature maps that the parser uses.

Zhang et al., "Faster Segment Anything: Towards Lightweight SAM for Mobile Applications", arXiv:2306.14289, 2023.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..third_party.files import ENCODER, prepared_folder
from ..types import Pixels
from .session import OnnxModel

SIDE = 1024  # pixels; side of the encoder's square input
_MEAN = np.array([123.675, 116.28, 103.53], np.float32)  # of red, green and blue, 0..255, in ImageNet
_STANDARD_DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)


def input_size(height: int, width: int) -> tuple[int, int]:
    """Return the height and width that a photo has in the encoder's input; its long side has `SIDE` pixels."""
    scale = SIDE / max(height, width)
    return max(1, round(height * scale)), max(1, round(width * scale))


def network_input(pixels: Pixels) -> NDArray[np.float32]:
    """Resize and normalize a photo for the encoder.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.

    Returns
    -------
    (1, 3, 1024, 1024) float32
        The photo in the top left corner; the rest is 0.
    """
    height, width = input_size(*pixels.shape[:2])
    shrinks = max(pixels.shape[:2]) > SIDE
    resized = cv2.resize(pixels, (width, height), interpolation=cv2.INTER_AREA if shrinks else cv2.INTER_LINEAR)
    square = np.zeros((1, 3, SIDE, SIDE), np.float32)
    square[0, :, :height, :width] = ((resized - _MEAN) / _STANDARD_DEVIATION).transpose(2, 0, 1)
    return square


class Encoder:
    """MobileSAM's encoder. It loads on first use and may be shared between threads."""

    def __init__(self) -> None:
        self._model = OnnxModel(prepared_folder() / ENCODER)

    def __call__(self, pixels: Pixels) -> dict[str, NDArray[np.float32]]:
        """Encode a photo.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo, sRGB.

        Returns
        -------
        dict of str to float32 array
            `embedding`, (1, 256, 64, 64), for the decoder, and the feature maps `stage128`, (1, 128, 128, 128), and
            `stage64`, (1, 160, 64, 64), for the parser.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        names = ["embedding", "stage128", "stage64"]
        values = self._model.session.run(names, {"input": network_input(pixels)})
        return dict(zip(names, values, strict=True))
