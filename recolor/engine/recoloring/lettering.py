"""Details that differ from the cloth in lightness only: white lettering on black cloth, black motifs on white cloth.

Folds and shadows can be as dark or as light as a print. A print differs from them in two ways: its edge is sharp all
around (the reflectance edges of Land and McCann, "Lightness and Retinex Theory", JOSA 61, 1971), and it is wider than a
crease.
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .shared_limits import OUTLINE


@dataclass(frozen=True)
class _Settings:
    """Tuned constants."""

    lighter_contrast: int = 50  # minimum difference of a light print from the cloth nearby, in gray values
    darker_contrast: int = 110  # the same for a dark print; higher, because shadows are dark too
    neighborhood: int = 17  # pixels; side of the square in which the cloth's gray value is averaged
    edge_kernel: int = 5  # pixels; side of the square in which the contrast of an edge is measured
    sharp_contrast: float = 0.65  # share of the print's contrast that a sharp edge has within that square
    minimum_sharp_share: float = 0.65  # share of a component's edge pixels that must be sharp
    minimum_body_share: float = 0.15  # share of a component's area left after erosion; less is a crease


_SETTINGS = _Settings()


def find_lettering(
    gray: NDArray[np.uint8], plain: BinaryMask, interior: BinaryMask
) -> tuple[BinaryMask, NDArray[np.uint8]]:
    """Find prints that differ from neutral cloth in lightness.

    Parameters
    ----------
    gray : (H, W) uint8
        Gray values of the picture.
    plain : (H, W) uint8
        1 on pixels with the chroma of the base cloth.
    interior : (H, W) uint8
        1 on the garment without its edge pixels.

    Returns
    -------
    lettering : (H, W) uint8
        1 on prints.
    difference : (H, W) uint8
        Difference of every pixel from the cloth nearby, in gray values.
    """
    middle = int(np.median(gray[plain > 0])) if plain.any() else 0
    base = plain & (np.abs(gray.astype(np.int16) - middle) < _SETTINGS.lighter_contrast).astype(np.uint8)
    square = (_SETTINGS.neighborhood, _SETTINGS.neighborhood)
    total = cv2.boxFilter(gray * base, cv2.CV_32F, square, normalize=False)
    count = cv2.boxFilter(base, cv2.CV_32F, square, normalize=False)
    expected = np.where(count > 0, total / np.maximum(count, 1), middle).astype(np.uint8)
    difference = cast("NDArray[np.uint8]", cv2.absdiff(gray, expected))
    contrast = np.where(gray < expected, _SETTINGS.darker_contrast, _SETTINGS.lighter_contrast)
    candidates = ((difference > contrast) & (plain > 0)).astype(np.uint8)
    component_count, labels = cv2.connectedComponents(candidates, connectivity=8)
    if component_count > 1:
        labels = cast("NDArray[np.int32]", labels)
        is_print = _components_that_are_prints(gray, difference, interior, labels, component_count)
        candidates = is_print[labels].astype(np.uint8)
    return candidates, difference


def _components_that_are_prints(
    gray: NDArray[np.uint8], difference: NDArray[np.uint8], interior: BinaryMask, labels: NDArray[np.int32], count: int
) -> NDArray[np.bool_]:
    """Return for each connected component, (count,), whether it is a print and not a fold or a shadow."""
    parts = (labels > 0).astype(np.uint8)
    body = erode(parts)
    edge = parts & (1 - body)
    gradient = cv2.morphologyEx(gray, cv2.MORPH_GRADIENT, np.ones((_SETTINGS.edge_kernel,) * 2, np.uint8))
    areas = np.bincount(labels.ravel(), minlength=count)
    body_areas = np.bincount(labels[body > 0], minlength=count)
    edge_counts = np.maximum(np.bincount(labels[edge > 0], minlength=count), 1)
    contrast = np.bincount(labels.ravel(), difference.ravel(), minlength=count) / np.maximum(areas, 1)
    is_sharp = (edge > 0) & (gradient > _SETTINGS.sharp_contrast * contrast[labels])
    sharp_counts = np.bincount(labels[is_sharp], minlength=count)
    outline = parts & (1 - erode(interior, OUTLINE))
    touches_outline = np.bincount(labels[outline > 0], minlength=count) > 0
    is_print = (
        (body_areas > _SETTINGS.minimum_body_share * areas)
        & (sharp_counts > _SETTINGS.minimum_sharp_share * edge_counts)
        & ~touches_outline
    )
    is_print[0] = False  # the background
    return is_print
