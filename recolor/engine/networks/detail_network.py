"""The network that tells details of a garment, such as prints and embroidery, from its base cloth.

`training/train_details.py` trains it on photos of plain garments with synthetic prints, whose truth is known.
"""

from pathlib import Path
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from ..types import Mask
from .session import OnnxModel

_WEIGHTS = Path(__file__).resolve().parent / "weights" / "details.onnx"
_MULTIPLE = 16  # the sides of the network's input are multiples of this
_MINIMUM_CHROMA = 4.0  # chroma below which a base color has no hue
_MAXIMUM_LIGHT = 1.5  # limit of a pixel's brightness relative to the base


class DetailNetwork:
    """The network. It loads on first use and may be shared between threads."""

    def __init__(self) -> None:
        self._model = OnnxModel(_WEIGHTS)

    def __call__(self, lab: NDArray[np.float32], sure: BinaryMask, base: NDArray[np.float32]) -> Mask:
        """Estimate the share of detail in every pixel.

        Parameters
        ----------
        lab : (H, W, 3) float32
            CIELAB of a picture of the garment. The network was trained on garments of 150 to 900 px.
        sure : (H, W) uint8
            1 on pixels that certainly belong to the garment.
        base : (3,) float32
            CIELAB of the base cloth.

        Returns
        -------
        (H, W) float32
            The share of detail, 0..1. It is meaningful only where `sure` is 1.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        height, width = sure.shape
        margins = (0, -height % _MULTIPLE, 0, -width % _MULTIPLE)
        padded = cast("NDArray[np.float32]", cv2.copyMakeBorder(lab, *margins, cv2.BORDER_REPLICATE))
        flags = cast("BinaryMask", cv2.copyMakeBorder(sure, *margins, cv2.BORDER_REPLICATE))
        planes = detail_planes(padded, flags, base)
        share: Mask = self._model.session.run(["share"], {"planes": planes[None]})[0][0]
        return share[:height, :width]


def detail_planes(lab: NDArray[np.float32], sure: BinaryMask, base: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the network's input: the colors, and how they differ from the base cloth in other light.

    The parameters are those of `DetailNetwork.__call__`.

    Returns
    -------
    (9, H, W) float32
        L, L relative to the base, a, b, chroma along the base's hue relative to the base in the pixel's light, chroma
        across that hue, L and chroma of the base, and `sure`. All are scaled to a range of about -2..2.
    """
    chroma = float(np.hypot(base[1], base[2]))
    u, v = (base[1] / chroma, base[2] / chroma) if chroma > _MINIMUM_CHROMA else (1.0, 0.0)
    lightness, a, b = cv2.split(lab)
    light = np.clip((lightness + 16) / (base[0] + 16), 0, _MAXIMUM_LIGHT)
    planes = np.empty((9, *sure.shape), np.float32)
    planes[0] = lightness / 50 - 1
    planes[1] = (lightness - base[0]) / 25
    planes[2] = a / 40
    planes[3] = b / 40
    planes[4] = (a * u + b * v - chroma * light) / 20
    planes[5] = (b * u - a * v) / 20
    planes[6] = base[0] / 50 - 1
    planes[7] = chroma / 40
    planes[8] = sure
    return planes
