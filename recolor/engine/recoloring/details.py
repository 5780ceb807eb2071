"""What must stay: prints, embroidery, buttons and trims whose color is not the base cloth's.

A soft separation of two layers by the distance of their chroma, with hysteresis (Canny, PAMI 1986): what lies far from
the base is a detail, and so is what lies less far but hangs together with it. Shade and light are never a detail;
what is printed in white, gray or black on such cloth is told from them by its edges (`lettering.py`).
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.binary import Flags, Places, bounding_box, dilated, eroded
from ..imaging.resize import halved, scaled
from ..imaging.strips import in_strips
from ..types import Mask, Pixels
from .cloth import CHROMATIC, Cloth, describe_cloth
from .lettering import lettering

_LARGE = 2_000_000  # pixels
SCALE = 2.0  # values of a map of distances a unit of Lab: they are kept as whole numbers up to 255
_FAR, _FAR_SCATTERS = 28.0, 6.0  # surely a detail
_NEAR, _NEAR_SCATTERS = 9.0, 3.5  # a detail if it hangs together with what surely is
_DETAIL_SIGMA, _CLOTH_SIGMA = 1.5, 4.0  # of what is nearby, in pixels
_MARGIN = 16  # pixels around details that tell what the cloth about them is
_UNSURE = 0.1  # a share so near to none or all is shade or noise
_BRIGHTEST_SHADE = 1.2  # times as colorful as the base
_VEIL, _TINT = 0.7, 18.0  # of the way to white, and so far from it, a part may be cloth in a veil of light
_AT_OUTLINE = 0.35  # of such a part lies at the outline of the garment
_OUTLINE = 7  # pixels, twice the width of that outline
_HOLE = 2e-4  # of the box: holes up to this size in a motif belong to it
_PRINTED, _PRINTS = 0.04, 0.6  # where so much is sure, the cloth is printed, and less of a distance is sure too
_NEUTRAL = 12.0  # the chroma up to which cloth is white, gray or black, so that its print may differ by lightness alone
# Of what hangs together so much must be sure: else the cloth itself goes gradually from one to the other.
_SURE_ON_PLAIN, _SURE_ON_PRINT = 0.5, 0.3


def distance(lab: NDArray[np.float32], cloth: Cloth) -> NDArray[np.float32]:
    """How far the chroma of pixels, (N, 3) Lab, lies from what the cloth has, or a shade of it would have."""
    usual = cloth.usual_chroma(lab[:, 0])
    own = np.hypot(lab[:, 1] - usual[:, 0], lab[:, 2] - usual[:, 1])
    # Against the base at full strength too: bright cloth does not gain chroma, shaded satin may keep it.
    full = np.hypot(lab[:, 1] - cloth.median[1], lab[:, 2] - cloth.median[2])
    return np.minimum(np.minimum(own, full), _light_distance(lab, cloth))


def _light_distance(lab: NDArray[np.float32], cloth: Cloth, veil: float = 0.0) -> NDArray[np.float32]:
    """How far the chroma of pixels, (N, 3) Lab, lies from that of the base in less light, or under a veil of light.

    Less light on the same dye divides L + 16 and the chroma alike (by the definition of CIELAB); light from fold to
    fold is dyed twice and makes a shade more colorful. A veil of white light takes of the chroma what it takes of the
    way to white. What is lighter than `veil` allows, 0..1, is infinitely far.
    """
    chroma = np.hypot(cloth.median[1], cloth.median[2])
    along = (lab[:, 1:] @ cloth.median[1:]) / max(chroma, 1e-6)
    across = (lab[:, 1:] @ np.array([-cloth.median[2], cloth.median[1]], np.float32)) / max(chroma, 1e-6)
    light = (lab[:, 0] + 16) / (cloth.median[0] + 16)
    to_white = (lab[:, 0] - cloth.median[0]) / max(100 - cloth.median[0], 1)
    usual = chroma * np.where(light < 1, light, 1 - to_white)
    lacking = np.maximum(usual - along, 0) + np.maximum(along - _BRIGHTEST_SHADE * chroma, 0)
    return np.where(to_white <= veil, np.hypot(across, lacking), np.inf).astype(np.float32)


def plain_cloth(lab: NDArray[np.float32]) -> tuple[Cloth, float]:
    """The base cloth among a garment's pixels, (N, 3) Lab, and the scatter of their distances from it."""
    cloth, plain = describe_cloth(lab), lab
    for limit in (_FAR, _NEAR):
        distances = distance(lab, cloth)
        scatter = float(np.median(distances))
        plain = lab[distances < max(limit, _NEAR_SCATTERS * scatter)]
        if len(plain) < 500:
            break
        cloth = describe_cloth(plain)
    return cloth, float(np.median(distance(lab, cloth)))


def thresholds(scatter: float) -> tuple[float, float]:
    """From where on a distance may be a detail, and from where on it surely is.

    scatter: the median distance within the garment: cloth with a scatter of its own needs more.
    """
    return max(_NEAR, _NEAR_SCATTERS * scatter), max(_FAR, _FAR_SCATTERS * scatter)


def detail_share(source: Pixels, distances: NDArray[np.uint8], base: Cloth, scatter: float, inside: Flags) -> Mask:
    """How much of every pixel is detail and not base cloth, (H, W) float32 0..1.

    source: (H, W, 3). distances: (H, W) uint8, `SCALE` a unit. base, scatter: the `plain_cloth`. inside: 1 on the
    garment without its rim, where what is behind it mixes in and no detail can be told. A large garment is looked at
    in half its size.
    """
    height, width = distances.shape
    if height * width > _LARGE:
        share = detail_share(halved(source), halved(distances), base, scatter, halved(inside))
        return scaled(share, 2 * share.shape[1], 2 * share.shape[0], cv2.INTER_LINEAR)[:height, :width]
    near, far = (limit * SCALE for limit in thresholds(scatter))
    interior = eroded(inside)
    values = cast("Flags", cv2.GaussianBlur(distances * interior, (0, 0), 0.6))
    sure, least_sure = values > far, _SURE_ON_PLAIN
    if np.count_nonzero(sure) > _PRINTED * np.count_nonzero(inside):
        sure, least_sure = values > _PRINTS * far, _SURE_ON_PRINT
    kept = _hanging_together(values > near, sure, least_sure) if sure.any() else np.zeros_like(inside)
    if np.hypot(base.median[1], base.median[2]) > CHROMATIC and kept.any():
        kept = _without_veils(kept, source, base, interior)
    if np.hypot(base.median[1], base.median[2]) < _NEUTRAL:
        gray = cast("Flags", cv2.cvtColor(source, cv2.COLOR_RGB2GRAY))
        letters, difference = lettering(gray, (values <= near) & interior, interior)
        kept |= letters
        values = np.maximum(values, difference * dilated(letters))
    share = np.zeros(distances.shape, np.float32)
    if kept.any():
        filled = _filled(kept)
        around = bounding_box(filled, _MARGIN)
        _soften(source[around], values[around], filled[around], inside[around], share[around])
    return share


def _soften(source: Pixels, values: Flags, kept: Flags, inside: Flags, out: Mask) -> None:
    """Put the soft share of the `kept` parts into `out`, by strips with what is around them."""

    def strip(rows: slice) -> None:
        around = slice(max(0, rows.start - _MARGIN), rows.stop + _MARGIN)
        share = _soft_share(source[around], values[around], kept[around], inside[around])
        out[rows] = share[rows.start - around.start :][: rows.stop - rows.start]

    in_strips(strip, *out.shape[:2])


def _soft_share(source: Pixels, values: Flags, kept: Flags, inside: Flags) -> Mask:
    """How much of every pixel is detail: all of it within the `kept` parts, less and less across their edges.

    At an edge the photo mixes the colors of detail and cloth nearby; the share is where between them a pixel lies.
    """
    out, wide = eroded(kept).astype(np.float32), dilated(kept)
    band = np.nonzero((wide > 0) & (out == 0) & (inside > 0))
    detail = _mean_nearby(source, np.square(values * kept, dtype=np.float32), _DETAIL_SIGMA, band)
    cloth = _mean_nearby(source, (inside & (1 - wide)).astype(np.float32), _CLOTH_SIGMA, band)
    way = detail - cloth
    along = np.einsum("ij,ij->i", source[band] - cloth, way) / np.maximum(np.einsum("ij,ij->i", way, way), 1)
    out[band] = np.clip((along - _UNSURE) / (1 - 2 * _UNSURE), 0, 1)
    return out


def _mean_nearby(source: Pixels, weight: NDArray[np.float32], sigma: float, where: Places) -> NDArray[np.float32]:
    """The weighted mean, (N, 3), of the colors around the pixels at rows and columns `where`."""
    # Half the size is enough for a mean, and takes a quarter of the time.
    places = (where[0] // 2, where[1] // 2)
    near = cv2.GaussianBlur(halved(weight), (0, 0), sigma / 2)[places]
    total = cv2.GaussianBlur(halved(source * weight[..., None]), (0, 0), sigma / 2)[places]
    return cast("NDArray[np.float32]", total / np.maximum(near, 1e-6)[:, None])


def _hanging_together(maybe: NDArray[np.bool_], sure: NDArray[np.bool_], least: float) -> Flags:
    """The connected parts of `maybe` of which at least that share is `sure`, (H, W) uint8 0 or 1."""
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(maybe.view(np.uint8), connectivity=8)
    sures = np.bincount(labels[sure], minlength=count)
    chosen = sures > least * stats[:, cv2.CC_STAT_AREA]
    chosen[0] = False
    return chosen[labels].astype(np.uint8)


def _without_veils(parts: Flags, source: Pixels, base: Cloth, interior: Flags) -> Flags:
    """`parts` but for those in a tint of the base at the garment's outline, where light from behind whitens cloth."""
    count, labels = cv2.connectedComponents(parts, connectivity=8)
    there = np.nonzero(parts)
    part = labels[there]
    sizes = np.maximum(np.bincount(part, minlength=count), 1)
    colors = [np.bincount(part, source[..., channel][there], minlength=count) / sizes for channel in range(3)]
    tinted = _light_distance(rgb_to_lab(np.stack(colors, axis=1).astype(np.uint8)), base, _VEIL) < _TINT
    outline = interior & (1 - eroded(interior, _OUTLINE))
    outer = np.bincount(part, outline[there], minlength=count) > _AT_OUTLINE * sizes
    return parts & (~(tinted & outer))[labels]


def _filled(parts: Flags) -> Flags:
    """Small holes in a motif, such as a flower's gray center, belong to it."""
    _count, labels, stats, _centers = cv2.connectedComponentsWithStats(1 - parts, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] <= _HOLE * parts.size
    small[0] = False  # the parts themselves
    return parts | small[labels]
