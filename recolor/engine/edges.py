"""From a coarse garment to a soft mask that follows the photo's own edges.

He, Sun, Tang, "Guided Image Filtering", ECCV 2010, with the photo's colours as the guide.
"""

import cv2
import numpy as np

from .flags import bounding_box
from .resize import scaled
from .types import Mask, Pixels

SIDE = 1400  # the filter works at this long side at most; masks are smooth enough to be enlarged
_RADIUS_SHARE, _EPSILON = 0.008, 1e-4


def soft_mask(coarse: Mask, pixels: Pixels) -> Mask:
    """Sharpen a coarse mask, (h, w) float32 0..1, along the edges of `pixels`, (H, W, 3) uint8.

    Returns (H, W) float32 0..1; 0 well outside and 1 well inside, for certain.
    """
    height, width = pixels.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    guide = scaled(pixels, *size, cv2.INTER_AREA) if scale < 1 else pixels
    start = scaled(coarse, *size, cv2.INTER_CUBIC)
    hard = (cv2.GaussianBlur(start, (0, 0), 1.0) > 0.5).astype(np.uint8)
    radius = max(2, round(_RADIUS_SHARE * max(size)))
    if not hard.any():
        return np.zeros((height, width), np.float32)
    box = bounding_box(hard, 4 * radius)
    filtered: Mask = np.zeros(hard.shape, np.float32)
    filtered[box] = _banded(hard[box], guide[box], radius)
    if scale < 1:
        filtered = scaled(filtered, width, height, cv2.INTER_CUBIC)
    return np.clip(filtered, 0, 1)


def _banded(hard: np.ndarray, guide: Pixels, radius: int) -> Mask:
    """The guided filter in the band about the edge, the plain answer everywhere else."""
    kernel = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (4 * radius + 1, 4 * radius + 1))
    inner, outer = cv2.erode(hard, kernel), cv2.dilate(hard, kernel)
    alpha = _guided(hard.astype(np.float32), guide.astype(np.float32) / 255, radius)
    # Steeper in the middle, so that the filter's long tails end at 0 and 1.
    alpha = np.clip((alpha - 0.5) * 1.8 + 0.5, 0, 1)
    return np.where(inner > 0, 1, np.where(outer > 0, alpha, 0)).astype(np.float32)


def _guided(values: Mask, guide: np.ndarray, radius: int) -> Mask:
    """The colour guided filter: locally, the mask is a linear function of the guide's channels."""

    def mean(image: np.ndarray) -> np.ndarray:
        return cv2.boxFilter(image, -1, (2 * radius + 1, 2 * radius + 1), borderType=cv2.BORDER_REFLECT)

    mean_guide, mean_values = mean(guide), mean(values)
    covariance = mean(guide * values[..., None]) - mean_guide * mean_values[..., None]
    pairs = [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]
    products = [mean(guide[..., i] * guide[..., j]) - mean_guide[..., i] * mean_guide[..., j] for i, j in pairs]
    rr, rg, rb, gg, gb, bb = products
    rr, gg, bb = rr + _EPSILON, gg + _EPSILON, bb + _EPSILON
    # The inverse of the symmetric 3 × 3 matrix, by its cofactors.
    c_rr, c_rg, c_rb = gg * bb - gb * gb, gb * rb - rg * bb, rg * gb - gg * rb
    c_gg, c_gb, c_bb = rr * bb - rb * rb, rb * rg - rr * gb, rr * gg - rg * rg
    determinant = rr * c_rr + rg * c_rg + rb * c_rb
    cov_r, cov_g, cov_b = (covariance[..., n] for n in range(3))
    slope = (
        np.stack(
            [
                c_rr * cov_r + c_rg * cov_g + c_rb * cov_b,
                c_rg * cov_r + c_gg * cov_g + c_gb * cov_b,
                c_rb * cov_r + c_gb * cov_g + c_bb * cov_b,
            ],
            axis=-1,
        )
        / determinant[..., None]
    )
    offset = mean_values - (slope * mean_guide).sum(axis=-1)
    return (mean(slope) * guide).sum(axis=-1) + mean(offset)
