"""Adaptation of a mask that a person or a program has given to the edges in the photo."""

import cv2
import numpy as np

from ..types import Mask, Pixels
from .edges import soft_mask

_BAND_SHARE = 0.02  # share of the long side; distance from the mask's border within which `soft_mask` changes a mask
_MINIMUM_BAND = 8  # pixels


def refine_edges(mask: Mask, pixels: Pixels) -> Mask:
    """Adapt the edges of a given mask to the edges in the photo.

    Parameters
    ----------
    mask : (H, W) float32
        The mask, 0..1.
    pixels : (H, W, 3) uint8
        The photo, sRGB.

    Returns
    -------
    (H, W) float32
        The mask, 0..1. Pixels far from the border, where `mask` crosses 0.5, keep their value.
    """
    binary = (mask > 0.5).astype(np.uint8)
    to_border = np.maximum(*(cv2.distanceTransform(side, cv2.DIST_L2, 3) for side in (binary, 1 - binary)))
    band = max(_MINIMUM_BAND, round(_BAND_SHARE * max(mask.shape)))
    return np.where(to_border <= band, soft_mask(mask, pixels), mask)
