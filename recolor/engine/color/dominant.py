"""The dominant colors of a picture: the centers of clusters of its pixels in CIELAB."""

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Pixels
from .ciede2000 import ciede2000
from .gamut import lab_to_rgb
from .spaces import rgb_to_hex, rgb_to_lab

_CLUSTERS = 12  # more than are returned, because near ones are merged
_SAMPLES = 20_000  # pixels that are clustered, at equal distances
_SEED = 1
_MERGED_BELOW = 8.0  # CIEDE2000; such colors are shades of one cloth
_SMALLEST_SHARE = 0.01  # of the pixels; smaller clusters are specks and edges


def dominant_colors(pixels: Pixels, mask: NDArray[np.bool_] | None = None, count: int = 6) -> list[str]:
    """Return the dominant colors of a picture, the most frequent first.

    Parameters
    ----------
    pixels : numpy.ndarray
        (H, W, 3) uint8 sRGB.
    mask : numpy.ndarray, optional
        (H, W) bool, the pixels that count; all by default, and if none counts.
    count : int
        The largest number of colors.

    Returns
    -------
    list of str
        Up to `count` colors, '#rrggbb', that differ clearly. The same picture gives the same colors.
    """
    chosen = pixels[mask] if mask is not None and mask.any() else pixels.reshape(-1, 3)
    lab = rgb_to_lab(chosen[:: max(1, len(chosen) // _SAMPLES)])
    clusters = min(_CLUSTERS, len(np.unique(lab, axis=0)))
    if clusters == 1:
        return [rgb_to_hex(chosen[0])]
    cv2.setRNGSeed(_SEED)
    criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_MAX_ITER, 30, 0.5)
    start = np.empty((0, 1), np.int32)  # OpenCV chooses the first centers by k-means++
    _compactness, labels, centers = cv2.kmeans(lab, clusters, start, criteria, 2, cv2.KMEANS_PP_CENTERS)
    shares = np.bincount(labels.ravel(), minlength=clusters) / len(lab)
    merged = _merge(np.asarray(centers, np.float32), shares)
    return [rgb_to_hex(lab_to_rgb(center[None])[0]) for center, share in merged if share >= _SMALLEST_SHARE][:count]


def _merge(centers: NDArray[np.float32], shares: NDArray[np.float64]) -> list[tuple[NDArray[np.float32], float]]:
    """Return clusters with their shares, the largest first; smaller ones near a larger one are added to it."""
    kept: list[tuple[NDArray[np.float32], float]] = []
    for index in np.argsort(-shares):
        center, share = centers[index], float(shares[index])
        near = next((i for i, (other, _) in enumerate(kept) if ciede2000(other, center) < _MERGED_BELOW), None)
        if near is None:
            kept.append((center, share))
        else:
            kept[near] = kept[near][0], kept[near][1] + share
    return sorted(kept, key=lambda cluster: -cluster[1])
