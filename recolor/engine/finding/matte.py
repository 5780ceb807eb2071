"""Matting of a mask's edge: the share of the garment in pixels that mix garment and background.

At an edge, a camera mixes the light of both sides. Where the colors of both sides are known and differ, a mixed pixel
is a weighted sum of the two, and the weight of the background gives the share of the garment (the compositing equation;
Wang and Cohen, "Image and Video Matting: A Survey", 2007). Where the pixel is not such a sum, because it shows
something else, the mask is kept.
"""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, PixelIndices, bounding_box, dilate, erode
from ..imaging.resize import halve
from ..imaging.strips import map_strips
from ..types import Mask, Pixels

Colors = NDArray[np.float32]  # (N, 3), 0..255
Weights = NDArray[np.floating]  # (N,)

_BAND = 2.5  # pixels at the size at which the mask was computed; expected largest error of its edge
_UNIT_SUM_WEIGHT = 20.0  # 8-bit values; weight of the condition that both weights of a mixture sum to 1
_MAXIMUM_WEIGHT = 1.4  # of the garment in a mixture; above 1 where it is brighter than the garment nearby
_NOISE_SHARE = 0.08  # shares this close to 0 or 1 are noise, and become 0 or 1
_MINIMUM_COVERAGE = 0.02  # share of the surroundings that must have a known color, on each side of the edge
# An estimate is trusted more as a quantity rises from the first value (not at all) to the second (fully). Quantities
# that must be small are negated.
_CONTRAST = (25.0, 60.0)  # 8-bit values; distance between the colors of both sides
_RESIDUAL = (-0.4, -0.2)  # negated distance of the pixel from the mixture, relative to the contrast
_COSINE = (-0.996, -0.985)  # negated cosine of the angle between the colors of both sides
_BRIGHTNESS_RATIO = (2.5, 4.0)  # of the brighter to the darker side


def matte_edges(mask: Mask, pixels: Pixels, scale: float) -> Mask:
    """Replace the soft edge of a mask by the estimated share of the garment in each pixel.

    Parameters
    ----------
    mask : (H, W) float32
        The garment, 0..1.
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    scale
        Size at which the mask was computed, relative to the photo.

    Returns
    -------
    (H, W) float32
        The mask, 0..1.
    """
    reach = math.ceil(_BAND / scale)
    binary = (mask > 0.5).view(np.uint8)
    if not binary.any():
        return mask
    box = bounding_box(binary, 8 * reach)
    matted = mask.copy()
    mask_in_box, pixels_in_box, matted_in_box = mask[box], pixels[box], matted[box]
    inner = erode(binary[box], reach | 1)
    outer = dilate(binary[box], 2 * reach + 1)
    margin = 2 * (4 * reach // 2)  # even, so that `halve` averages the same pixels in every strip

    def matte_strip(rows: slice) -> None:
        around = slice(max(0, rows.start - margin), rows.stop + margin)
        strip = _matte_band(mask_in_box[around], pixels_in_box[around], inner[around], outer[around], reach)
        matted_in_box[rows] = strip[rows.start - around.start :][: rows.stop - rows.start]

    map_strips(matte_strip, *mask_in_box.shape)
    return matted


def _matte_band(mask: Mask, pixels: Pixels, inner: BinaryMask, outer: BinaryMask, reach: int) -> Mask:
    """Return the mask with the estimated share in the band between `inner` and `outer`, as far as it is trusted.

    Parameters
    ----------
    mask : (h, w) float32
        The garment, 0..1.
    pixels : (h, w, 3) uint8
        The photo.
    inner, outer : (h, w) uint8
        1 on pixels that are certainly garment, and 1 on pixels that may be garment.
    reach
        Width of the band outside the mask, in pixels.
    """
    matted = mask.copy()
    band = np.nonzero(outer & (1 - inner))
    if not band[0].size:
        return matted
    rgba = cast("Pixels", cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    garment, garment_coverage = _mean_nearby(rgba, inner, reach, band)
    background, background_coverage = _mean_nearby(rgba, 1 - outer, reach, band)
    colors = pixels[band].astype(np.float32)
    garment_weight, background_weight = _unmix(colors, garment, background)
    garment_part, background_part = garment_weight[:, None] * garment, background_weight[:, None] * background
    residual = np.linalg.norm(colors - garment_part - background_part, axis=1)
    contrast = np.linalg.norm(garment - background, axis=1)
    trust = _ramp(contrast, *_CONTRAST) * _ramp(-residual / np.maximum(contrast, 1), *_RESIDUAL)
    trust *= _difference_in_color(garment, background)
    trust[np.minimum(garment_coverage, background_coverage) < _MINIMUM_COVERAGE] = 0
    share = _ramp(1 - background_weight, _NOISE_SHARE, 1 - _NOISE_SHARE)
    matted[band] += trust * (share - mask[band])
    return matted


def _mean_nearby(rgba: Pixels, known: BinaryMask, reach: int, where: PixelIndices) -> tuple[Colors, Weights]:
    """Return the Gaussian mean color of the known pixels around some pixels.

    Parameters
    ----------
    rgba : (h, w, 4) uint8
        The photo, with the last channel 255.
    known : (h, w) uint8
        1 on pixels whose color counts.
    reach
        Standard deviation of the Gaussian in pixels.
    where
        Rows and columns of N pixels.

    Returns
    -------
    colors : (N, 3) float32
        Mean colors, 0..255.
    coverage : (N,) float32
        Weighted share of the surroundings that is known, 0..1.
    """
    small = halve(cv2.copyTo(rgba, known)).astype(np.float32)
    means = cv2.GaussianBlur(small, (0, 0), reach / 2)[where[0] // 2, where[1] // 2]
    coverage = means[:, 3] / 255  # the last channel is 255 where the color is known and 0 elsewhere
    return cast("Colors", means[:, :3] / np.maximum(coverage, 1e-3)[:, None]), coverage


def _unmix(colors: Colors, garment: Colors, background: Colors) -> tuple[Weights, Weights]:
    """Return the weights u and v, each (N,), of the least-squares fit colors = u · garment + v · background.

    u + v = 1 is a soft condition of the fit, not a constraint, because a fold at the edge is darker than the garment
    around it, which makes u less than 1 - v.
    """

    def dot(first: Colors, second: Colors) -> Weights:
        return cast("Weights", np.einsum("ij,ij->i", first, second) + _UNIT_SUM_WEIGHT**2)

    # Normal equations: g is the garment, b the background, c the color of the pixel.
    gg, bb, gb = dot(garment, garment), dot(background, background), dot(garment, background)
    cg, cb = dot(colors, garment), dot(colors, background)
    determinant = np.maximum(gg * bb - gb * gb, 1)
    background_weight = np.clip((cb * gg - cg * gb) / determinant, 0, 1)
    return np.clip((cg - background_weight * gb) / gg, 0, _MAXIMUM_WEIGHT), background_weight


def _difference_in_color(garment: Colors, background: Colors) -> Weights:
    """Return the certainty, (N,) 0..1, that neither color is a shaded version of the other.

    A fold at the edge cannot be distinguished from a mixture with a background that is such a version.
    """
    garment_norm, background_norm = np.linalg.norm(garment, axis=1), np.linalg.norm(background, axis=1)
    cosine = np.einsum("ij,ij->i", garment, background) / np.maximum(garment_norm * background_norm, 1)
    brighter, darker = np.maximum(garment_norm, background_norm), np.minimum(garment_norm, background_norm)
    brightness_ratio = brighter / np.maximum(darker, 1)
    return np.maximum(_ramp(-cosine, *_COSINE), _ramp(brightness_ratio, *_BRIGHTNESS_RATIO))


def _ramp(values: Weights, low: float, high: float) -> Weights:
    """Return 0 for values up to `low`, 1 from `high` on, and linear values between."""
    return cast("Weights", np.clip((values - low) / (high - low), 0, 1))
