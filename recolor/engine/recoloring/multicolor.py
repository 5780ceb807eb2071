"""Detection of cloth without a single base color, and measurement of its most common color."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .cloth import Cloth, Lab, describe_cloth

_MINIMUM_CHROMA = 15.0  # chroma from which a pixel's hue is counted
_OTHER_HUE = 60.0  # degrees from the most common hue, beyond which a pixel has another hue
_MAXIMUM_OTHER_SHARE = 0.35  # share of pixels with other hues, above which the cloth has no single base color
_CLUSTERS = 5  # colors that k-means separates
_ITERATIONS, _TOLERANCE = 20, 0.5  # k-means stops after so many iterations, or when centers move less (CIELAB)


def is_multicolored(lab: Lab) -> bool:
    """Return whether many of a garment's pixels, (N, 3) CIELAB, differ in hue from its most common hue."""
    is_chromatic = np.hypot(lab[:, 1], lab[:, 2]) > _MINIMUM_CHROMA
    if not is_chromatic.any():
        return False
    return float((is_chromatic & (hue_differences(lab, is_chromatic) > _OTHER_HUE)).mean()) > _MAXIMUM_OTHER_SHARE


def hue_differences(lab: Lab, is_chromatic: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the differences in hue from the most common hue.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of a garment's pixels.
    is_chromatic : (N,) bool
        The pixels whose hue is counted; at least one.

    Returns
    -------
    (N,) float32
        Degrees, 0..180.
    """
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    count, edges = np.histogram(hue[is_chromatic], 36, (0, 360))  # bins of 10°
    common_hue = edges[np.argmax(count + np.roll(count, 1) + np.roll(count, -1))] + 5
    difference: NDArray[np.float32] = np.abs((hue - common_hue + 180) % 360 - 180)
    return difference


def dominant_cloth(lab: Lab) -> tuple[Cloth, Lab]:
    """Return the cloth of the most common color of a garment, and the pixels that have that color.

    The pixels are clustered by k-means in the plane of a and b (Lloyd, "Least Squares Quantization in PCM", 1982). The
    clusters start as sectors of hue, not at random, so that the result is deterministic.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the garment's pixels.

    Returns
    -------
    cloth : Cloth
        Measurements of the largest cluster, marked as multicolored.
    pixels : (M, 3) float32
        CIELAB of its pixels.
    """
    plane = np.ascontiguousarray(lab[:, 1:], np.float32)
    hue = np.arctan2(plane[:, 1], plane[:, 0])
    sectors = np.minimum((hue + np.pi) / (2 * np.pi) * _CLUSTERS, _CLUSTERS - 1).astype(np.int32)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, _ITERATIONS, _TOLERANCE)
    _error, labels, _centers = cv2.kmeans(plane, _CLUSTERS, sectors[:, None], stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    largest = lab[labels.ravel() == np.bincount(labels.ravel()).argmax()]
    return replace(describe_cloth(largest), multicolored=True), largest
