"""Cloth without one base color: its most common color takes the base's place, and all hues turn with it."""

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from .cloth import Cloth, describe_cloth

_CHROMATIC = 15.0  # the least chroma whose hue counts
_OTHER, _MUCH = 60.0, 0.35  # degrees to another hue; the share of other hues from which on none is the base
_COLORS = 5
_ROUNDS, _CLOSE = 20, 0.5


def is_multicolored(lab: NDArray[np.float32]) -> bool:
    """Whether much of a garment's pixels, (N, 3) Lab, are of other hues than the most common one."""
    hue = np.degrees(np.arctan2(lab[:, 2], lab[:, 1])) % 360
    chromatic = np.hypot(lab[:, 1], lab[:, 2]) > _CHROMATIC
    if not chromatic.any():
        return False
    count, edges = np.histogram(hue[chromatic], 36, (0, 360))
    common = edges[np.argmax(count + np.roll(count, 1) + np.roll(count, -1))] + 5
    away = np.abs((hue - common + 180) % 360 - 180)
    return float((chromatic & (away > _OTHER)).mean()) > _MUCH


def dominant_cloth(lab: NDArray[np.float32]) -> tuple[Cloth, NDArray[np.float32]]:
    """The most common color among a garment's pixels, (N, 3) Lab, as cloth of many colors, and its pixels.

    k-means in the plane of a and b (Lloyd, 1982), started from sectors of hue, so that the same photo gives the same.
    """
    plane = np.ascontiguousarray(lab[:, 1:], np.float32)
    hue = np.arctan2(plane[:, 1], plane[:, 0])
    sectors = np.minimum((hue + np.pi) / (2 * np.pi) * _COLORS, _COLORS - 1).astype(np.int32)
    stop = (cv2.TERM_CRITERIA_EPS + cv2.TERM_CRITERIA_MAX_ITER, _ROUNDS, _CLOSE)
    _error, labels, _centers = cv2.kmeans(plane, _COLORS, sectors[:, None], stop, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    chosen = lab[labels.ravel() == np.bincount(labels.ravel()).argmax()]
    return replace(describe_cloth(chosen), many_colors=True), chosen
