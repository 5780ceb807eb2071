"""Details to protect: prints, embroidery, buttons and trims whose color differs from the base cloth.

Details are separated from cloth by their distance in chroma, with hysteresis thresholding (Canny, PAMI 1986): a
connected component of pixels above the weak threshold is a detail if enough of its pixels are above the strong one.
Shading and backlight change the chroma of a dyed surface in a known way and are not details (`chroma_distance.py`).
White, gray and black prints on neutral cloth do not differ in chroma and are detected by their edges (`lettering.py`).
Parts in colors that the cloth shows as well are dropped (`distinct_parts.py`).
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.binary import BinaryMask, bounding_box, dilate, erode
from ..types import Mask, Pixels
from .backlight import lies_in_rim, may_be_backlit
from .chroma_distance import detail_thresholds
from .cloth import Cloth
from .detail_matte import matte_details
from .distinct_parts import distinct_parts
from .lettering import find_lettering
from .shared_limits import NEUTRAL_CHROMA, PATTERN_SHARE, REACH

DISTANCE_SCALE = 2.0  # gray values per unit of CIELAB in a map of chroma distances, (H, W) uint8

# Tuned on the print of the rendered scene; docs/figures.md, "Recoloring".
_STRONG_SHARE = 0.5  # of a component must be above the strong threshold
_PRINTED = 0.6  # factor of both on printed cloth, where many pixels are above the threshold


def detail_share(source: Pixels, distances: NDArray[np.uint8], cloth: Cloth, scatter: float, sure: BinaryMask) -> Mask:
    """Return the share of detail in every pixel, (H, W) float32 0..1; the rest is base cloth.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring, cut to the garment's bounding box, at the size of the search (`search_size.py`).
    distances : (H, W) uint8
        Chroma distance of every pixel, times `DISTANCE_SCALE`.
    cloth : Cloth
        The garment's base cloth.
    scatter : float
        Median chroma distance of the garment's pixels from the base cloth, in units of CIELAB.
    sure : (H, W) uint8
        1 on pixels that certainly belong to the garment. Its edge pixels mix with the background and hold no details.
    """
    parts, weights = _find_details(source, distances, cloth, scatter, sure)
    share = np.zeros(distances.shape, np.float32)
    if parts.any():
        box = bounding_box(parts, REACH)
        matte_details(source[box], weights[box], parts[box], sure[box], share[box])
    return share


def _find_details(
    source: Pixels, distances: NDArray[np.uint8], cloth: Cloth, scatter: float, sure: BinaryMask
) -> tuple[BinaryMask, NDArray[np.uint8]]:
    """Return flags of the details, and the smoothed distances in which they were found, (H, W) uint8 each."""
    weak, strong = (limit * DISTANCE_SCALE for limit in detail_thresholds(scatter))
    interior = erode(sure)
    smoothed = cast("NDArray[np.uint8]", cv2.GaussianBlur(distances * interior, (0, 0), 0.6))
    labels, sizes, is_detail = _hysteresis(smoothed, weak, strong, int(np.count_nonzero(sure)))
    chroma = np.hypot(cloth.median[1], cloth.median[2])
    if chroma > NEUTRAL_CHROMA and is_detail.any():
        is_detail &= ~_is_backlit_cloth(is_detail, labels, sizes, source, cloth, interior)
    parts = np.take(is_detail.view(np.uint8), labels)
    if chroma < NEUTRAL_CHROMA:
        gray = cast("NDArray[np.uint8]", cv2.cvtColor(source, cv2.COLOR_RGB2GRAY))
        letters, difference = find_lettering(gray, (smoothed <= weak) & interior, interior)
        parts |= letters
        smoothed = np.maximum(smoothed, difference * dilate(letters))
    if parts.any():
        parts = distinct_parts(source, parts, interior)
    return parts, smoothed


def _hysteresis(
    distances: NDArray[np.uint8], weak: float, strong: float, garment_pixels: int
) -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.bool_]]:
    """Find the connected components above `weak` in which enough pixels are above `strong`.

    Returns
    -------
    labels : (H, W) int32
        The component of every pixel, 0 for pixels that are not above `weak`.
    sizes : (count,) int32
        The components' numbers of pixels.
    chosen : (count,) bool
        Whether enough of them are above `strong`; False for component 0.
    """
    is_strong, minimum_share = distances > strong, _STRONG_SHARE
    if np.count_nonzero(is_strong) > PATTERN_SHARE * garment_pixels:
        is_strong, minimum_share = distances > _PRINTED * strong, _PRINTED * _STRONG_SHARE
    if not is_strong.any():
        return np.zeros(distances.shape, np.int32), np.zeros(1, np.int32), np.zeros(1, bool)
    count, labels, stats, _centers = cv2.connectedComponentsWithStats((distances > weak).view(np.uint8), connectivity=8)
    strong_counts = np.bincount(labels[is_strong], minlength=count)
    sizes = cast("NDArray[np.int32]", stats[:, cv2.CC_STAT_AREA])
    chosen = strong_counts > minimum_share * sizes
    chosen[0] = False  # the background
    return cast("NDArray[np.int32]", labels), sizes, chosen


def _is_backlit_cloth(
    chosen: NDArray[np.bool_],
    labels: NDArray[np.int32],
    sizes: NDArray[np.int32],
    source: Pixels,
    cloth: Cloth,
    interior: BinaryMask,
) -> NDArray[np.bool_]:
    """Return which of the chosen components, (count,) bool, are the base cloth, whitened by backlight at the outline.

    The first three parameters are results of `_hysteresis`.
    """
    count = len(sizes)
    is_backlit = chosen & lies_in_rim(labels, sizes, interior)
    if not is_backlit.any():
        return is_backlit
    places = np.flatnonzero(np.take(is_backlit, labels))
    labels_there, colors = np.take(labels, places), np.take(source.reshape(-1, 3), places, axis=0)
    means = [np.bincount(labels_there, channel, minlength=count) / np.maximum(sizes, 1) for channel in colors.T]
    return is_backlit & may_be_backlit(rgb_to_lab(np.stack(means, axis=1).astype(np.uint8)), cloth)
