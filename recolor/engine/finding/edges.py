"""Enlargement of coarse masks to soft masks at the photo's size that follow the edges in the photo."""

import cv2
import numpy as np

from ..imaging.binary import BinaryMask, bounding_box
from ..imaging.guided import weighted_functions
from ..imaging.resize import resize
from ..types import Mask, Pixels
from .matte import matte_edges

_SIDE = 1400  # pixels; the filter runs at this long side at most, because its result is smooth enough to be enlarged
# Standard deviation of the Gaussian that removes the steps of the coarse mask. A larger one rounds off thin straps.
_SMOOTHING_CELLS = 0.6  # in cells of the coarse mask
_MINIMUM_SMOOTHING = 1.0  # pixels
_CONTOUR_STEEPNESS = 3.0  # slope of the mask around 0.5 relative to the smoothed coarse mask
# Radius of the filter's window, and width of the band on each side of the edge that it changes.
_RADIUS_SHARE = 0.016  # of the long side
_MINIMUM_RADIUS = 2  # pixels
_SUBSAMPLING = 4  # the filter's linear functions are computed at this fraction of the size
_STEEPNESS = 1.8  # slope of the mask around 0.5 relative to the filter's result
# Pixels this close to the edge may be on its wrong side, so they hardly count when the functions are fitted. It is 1.4
# cells of the decoder's masks; masks that people draw are no more exact.
_UNSURE_SHARE, _MINIMUM_UNSURE = 0.0055, 3.0  # of the long side, and in pixels
_UNSURE_WEIGHT = 0.05
# Share of the mask's variance that the colors around a pixel must explain: below the first value, the edge is the
# contour of the coarse mask, from the second one on, that of the filter. Tuned, with the radius and the unsure
# pixels above, on 63 garments of bench/labeled, split val: docs/figures.md, "Finding garments".
_EXPLAINED = (0.6, 0.85)


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
    cell = max(size) / max(coarse.shape)
    sigma = max(_MINIMUM_SMOOTHING, _SMOOTHING_CELLS * cell)
    smoothed = cv2.GaussianBlur(resize(coarse, *size, cv2.INTER_LINEAR), (0, 0), sigma)
    binary = (smoothed > 0.5).view(np.uint8)
    if not binary.any():
        return np.zeros((height, width), np.float32)
    radius = max(_MINIMUM_RADIUS, round(_RADIUS_SHARE * max(size)))
    box = bounding_box(binary, 2 * radius)
    mask = np.clip((smoothed - 0.5) * _CONTOUR_STEEPNESS + 0.5, 0, 1)
    _follow_colors(mask[box], binary[box], guide[box], radius, max(_MINIMUM_UNSURE, _UNSURE_SHARE * max(size)))
    if scale < 1:
        mask = np.clip(resize(mask, width, height, cv2.INTER_CUBIC), 0, 1)
    return matte_edges(mask, pixels, scale)


def _follow_colors(mask: Mask, binary: BinaryMask, guide: Pixels, radius: int, unsure: float) -> None:
    """Apply the color guided filter to `mask` in a band around its edge, as far as the colors tell both sides apart.

    Around each pixel, `binary` is approximated by a linear function of the guide's channels. These functions vary
    slowly, so they are computed at a smaller size and enlarged. Where garment and background have the same colors, the
    functions explain nothing, and the filter would fray the edge.

    unsure: distance from the edge, in pixels, up to which `binary` may be wrong.
    """
    height, width = binary.shape
    size = (max(1, width // _SUBSAMPLING), max(1, height // _SUBSAMPLING))
    from_edge = np.maximum(*(cv2.distanceTransform(side, cv2.DIST_L2, 3) for side in (binary, 1 - binary)))
    weights = np.where(from_edge > unsure, np.float32(1), np.float32(_UNSURE_WEIGHT))
    small_mask = resize(binary.astype(np.float32), *size, cv2.INTER_AREA)
    small_guide, small_weights = resize(guide, *size, cv2.INTER_AREA), resize(weights, *size, cv2.INTER_AREA)
    small_radius = max(1, round(radius / _SUBSAMPLING))
    functions, explained = weighted_functions(small_mask, small_guide, small_weights, small_radius)
    band = np.nonzero(from_edge <= radius)
    planes = (resize(plane, width, height, cv2.INTER_LINEAR)[band] for plane in (*functions, explained))
    *slopes, offset, explained_there = planes
    filtered = np.einsum("ij,ji->i", guide[band].astype(np.float32), np.stack(slopes)) + offset
    # The filter approaches 0 and 1 slowly. A steeper slope around 0.5 makes it reach them within the band.
    filtered = np.clip((filtered - 0.5) * _STEEPNESS + 0.5, 0, 1)
    mask[band] += np.interp(explained_there, _EXPLAINED, (0, 1)) * (filtered - mask[band])
