"""Enlargement of coarse masks to soft masks at the photo's size that follow the edges in the photo."""

import cv2
import numpy as np

from ..imaging.binary import BinaryMask, bounding_box
from ..imaging.guided import local_functions
from ..imaging.resize import resize
from ..types import Mask, Pixels
from .matte import matte_edges

_SIDE = 1400  # pixels; the filter runs at this long side at most, because its result is smooth enough to be enlarged
_SMOOTHING = 1.0  # pixels; standard deviation of the Gaussian that smooths the coarse mask
_RADIUS_SHARE = 0.008  # radius of the filter's window, as a share of the long side
_MINIMUM_RADIUS = 2  # pixels
_BAND_RADII = 2  # width of the filtered band on each side of the edge, in radii
_MARGIN_RADII = 4  # margin of the filtered box around the garment, in radii
_SUBSAMPLING = 4  # the filter's linear functions are computed at this fraction of the size
_STEEPNESS = 1.8  # slope of the mask around 0.5 relative to the filter's result


def soft_mask(coarse: Mask, pixels: Pixels) -> Mask:
    """Enlarge a coarse mask to the photo's size and align it with the edges in the photo.

    Parameters
    ----------
    coarse : (h, w) float32
        The mask of the whole photo, 0..1, at any size.
    pixels : (H, W, 3) uint8
        The photo, sRGB.

    Returns
    -------
    (H, W) float32
        The mask, 0..1. Away from the edge it is exactly 0 outside and 1 inside.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, _SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    guide = resize(pixels, *size, cv2.INTER_AREA) if scale < 1 else pixels
    resized = resize(coarse, *size, cv2.INTER_CUBIC)
    binary = (cv2.GaussianBlur(resized, (0, 0), _SMOOTHING) > 0.5).astype(np.uint8)
    if not binary.any():
        return np.zeros((height, width), np.float32)
    radius = max(_MINIMUM_RADIUS, round(_RADIUS_SHARE * max(size)))
    box = bounding_box(binary, _MARGIN_RADII * radius)
    filtered: Mask = np.zeros(binary.shape, np.float32)
    filtered[box] = _filter_edges(binary[box], guide[box], radius)
    if scale < 1:
        filtered = resize(filtered, width, height, cv2.INTER_CUBIC)
    return matte_edges(np.clip(filtered, 0, 1), pixels, scale)


def _filter_edges(binary: BinaryMask, guide: Pixels, radius: int) -> Mask:
    """Apply the color guided filter in a band around the edge, and keep the binary mask elsewhere.

    In each window, the mask is approximated by a linear function of the guide's channels. These functions vary slowly,
    so they are computed at a smaller size and enlarged.
    """
    height, width = binary.shape
    size = (max(1, width // _SUBSAMPLING), max(1, height // _SUBSAMPLING))
    mask = binary.astype(np.float32)
    small_mask = resize(mask, *size, cv2.INTER_AREA)
    small_guide = resize(guide, *size, cv2.INTER_AREA)
    functions = local_functions(small_mask, small_guide, max(1, round(radius / _SUBSAMPLING)))
    to_outside, to_inside = (cv2.distanceTransform(side, cv2.DIST_L2, 3) for side in (binary, 1 - binary))
    band = np.nonzero(np.maximum(to_outside, to_inside) <= _BAND_RADII * radius)
    *slopes, offset = (resize(plane, width, height, cv2.INTER_LINEAR)[band] for plane in functions)
    filtered = np.einsum("ij,ji->i", guide[band].astype(np.float32), np.stack(slopes)) + offset
    # The filter approaches 0 and 1 slowly. A steeper slope around 0.5 makes it reach them within the band.
    mask[band] = np.clip((filtered - 0.5) * _STEEPNESS + 0.5, 0, 1)
    return mask
