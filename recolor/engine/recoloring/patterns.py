"""Woven and embroidered patterns, such as brocade, zari and borders: details that may cover most of a garment.

On patterned cloth, the garment's colors vary so much that no threshold of the distance from its median separates base
and pattern. A network tells them apart by their shapes (`networks/detail_network.py`). It sees the garment at a small
size; a guided filter makes the share of the pattern follow the colors at full size. What it finds is excluded from the
measurement of the base cloth, from which `details.py` then finds prints and trims.
"""

from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.binary import BinaryMask
from ..imaging.guided import local_functions
from ..imaging.resize import resize
from ..imaging.strips import map_strips
from ..networks.detail_network import DetailNetwork
from ..types import Mask, Pixels
from .chroma_distance import chroma_distance
from .cloth import describe_cloth
from .faint_patterns import without_faint_patches
from .local_shares import at_working_size, evaluate_shares, mean_nearby
from .multicolor import base_color, is_multicolored
from .shared_limits import FILTER_RADIUS, PATTERN_SHARE, SMALL_SIGMA
from .sure_pixels import MINIMUM_PIXELS, sample_pixels

# Tuned by eye on 44 garments of bench/labeled, split train, and on the print of the rendered scene: docs/figures.md.
# Lower limits keep more of fine patterns, and patches of plain silk in its old color.
_LONG_SIDE = 512  # pixels of the garment that the network sees; larger ones take more time and are unlike its training
_FIRST_SIDE = _LONG_SIDE // 2  # pixels in the search for any pattern, which takes a fifth of the time
_UNSURE = 0.3  # shares within this distance of 0 or 1 become 0 or 1; the network is unsure inside of large motifs
_DISTANCES = 6.0, 14.0  # chroma distance from the base, in CIELAB, from which a pixel may be and surely is a pattern


def find_pattern(source: Pixels, sure: BinaryMask, network: DetailNetwork) -> NDArray[np.uint8] | None:
    """Return the share of the pattern in every pixel of a garment, or None if the cloth has no such pattern.

    Cloth of several hues, none of which covers half of the garment, has no base color, and therefore no pattern. Nor
    has a garment of a few sure pixels: its color cannot be measured.

    Parameters
    ----------
    source : (H, W, 3) uint8
        Picture before recoloring, cut to the garment's bounding box, at the size of the search (`search_size.py`).
    sure : (H, W) uint8
        1 on pixels that certainly belong to the garment.
    network : DetailNetwork
        The network.

    Returns
    -------
    (H, W) uint8, or None
        The share, 0..255.

    Raises
    ------
    ModelMissing
        If the network's file does not exist.
    """
    if np.count_nonzero(sure) < MINIMUM_PIXELS:
        return None
    sample = rgb_to_lab(sample_pixels(source, sure))
    base = base_color(sample)
    _pixels, lab, flags = _shrink(source, sure, _FIRST_SIDE)
    covered = _covered(network(lab, flags, base), flags)
    if covered < PATTERN_SHARE or (covered > 0.5 and is_multicolored(sample)):
        return None
    pixels, lab, flags = _shrink(source, sure, _LONG_SIDE)
    coarse = network(lab, flags, base) * flags
    coarse *= _difference_share(lab, without_pattern(flags, coarse))
    if _covered(coarse, flags) < PATTERN_SHARE:
        return None
    coarse = without_faint_patches(coarse, lab, flags)
    functions = local_functions(coarse, pixels, FILTER_RADIUS)
    return _at_full_size([*functions, mean_nearby(coarse, flags, SMALL_SIGMA)], source, sure)


def _shrink(source: Pixels, sure: BinaryMask, long_side: int) -> tuple[Pixels, NDArray[np.float32], BinaryMask]:
    """Return `source`, its CIELAB, (h, w, 3) float32, and `sure`, at a size of at most `long_side`."""
    pixels, flags = at_working_size(source, sure, long_side)
    return pixels, rgb_to_lab(pixels), flags


def _covered(coarse: Mask, flags: BinaryMask) -> float:
    """Return the share of the flagged pixels, 0..1, that mostly show a pattern."""
    return np.count_nonzero(coarse[flags > 0] > 0.5) / max(1, int(np.count_nonzero(flags)))


def _difference_share(lab: NDArray[np.float32], plain: BinaryMask) -> Mask:
    """Return how certainly each pixel of `lab`, (h, w, 3), is no base cloth in another light, (h, w) float32 0..1.

    The network also takes silk in changing light for a pattern. `plain` flags pixels of the base cloth.
    """
    cloth = describe_cloth(sample_pixels(lab, plain))
    distances = np.empty(plain.shape, np.float32)

    def fill_strip(rows: slice) -> None:
        distances[rows] = chroma_distance(lab[rows].reshape(-1, 3), cloth).reshape(-1, plain.shape[1])

    map_strips(fill_strip, *plain.shape)
    smoothed = cv2.GaussianBlur(distances, (0, 0), SMALL_SIGMA)
    low, high = _DISTANCES
    return cast("Mask", np.clip((smoothed - low) / (high - low), 0, 1))


def _at_full_size(coarse: Sequence[NDArray[np.float32]], source: Pixels, sure: BinaryMask) -> NDArray[np.uint8]:
    """Return the shares, (H, W) uint8 0..255, from the five planes of `coarse`, (h, w) float32 each."""
    height, width = sure.shape
    planes = [resize(plane, width, height, cv2.INTER_LINEAR) for plane in coarse]
    return evaluate_shares(planes, source, sure, _UNSURE)


def without_pattern(sure: BinaryMask, pattern: Mask | NDArray[np.uint8]) -> BinaryMask:
    """Return flags, (H, W) uint8, of the sure pixels from which the base cloth is measured.

    `pattern`, (H, W), holds shares, float32 0..1 or uint8 0..255. If hardly any pixel is free of the pattern, all sure
    pixels are used.
    """
    # numpy would convert all shares to float64 to compare them with a float.
    limit = np.float32(_UNSURE) if pattern.dtype == np.float32 else np.uint8(255 * _UNSURE)
    plain = sure & (pattern <= limit).view(np.uint8)
    return plain if np.count_nonzero(plain) > MINIMUM_PIXELS else sure
