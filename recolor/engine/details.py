"""What must stay: prints, embroidery, buttons and trims whose colour is not the base cloth's.

A soft separation of two layers by the distance of their chroma, with hysteresis (Canny, PAMI 1986): what lies far from
the base is a detail, and so is what lies less far but hangs together with it. Shade and light are never a detail.
"""

from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from .cloth import Cloth, describe_cloth
from .resize import scaled
from .rim import Flags
from .types import Mask

_LARGE = 2_000_000  # pixels
SCALE = 2.0  # values of a map of distances a unit of Lab: they are kept as whole numbers up to 255
_FAR, _FAR_SCATTERS = 28.0, 6.0  # surely a detail
_NEAR, _NEAR_SCATTERS = 9.0, 3.5  # a detail if it hangs together with what surely is
_MIXED, _OWN = 0.7, 0.8  # of the nearness, and of the own distance: where a mixture begins, and ends
_HOLE = 2e-4  # of the box: holes up to this size in a motif belong to it
_PRINTED, _PRINTS = 0.04, 0.6  # where so much is sure, the cloth is printed, and less of a distance is sure too
_SURE_SHARE = 0.3  # of what hangs together must be sure: else the cloth itself goes gradually from one to the other


def distance(lab: NDArray[np.float32], cloth: Cloth) -> NDArray[np.float32]:
    """How far the chroma of pixels, (N, 3) Lab, lies from what the cloth has at their lightness."""
    usual = cloth.usual_chroma(lab[:, 0])
    own = np.hypot(lab[:, 1] - usual[:, 0], lab[:, 2] - usual[:, 1])
    # Against the base at full strength too: bright cloth does not gain chroma, shaded satin may keep it.
    return np.minimum(own, np.hypot(lab[:, 1] - cloth.median[1], lab[:, 2] - cloth.median[2]))


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


def base_share(distances: NDArray[np.uint8], scatter: float, inside: Flags) -> Mask:
    """How much of every pixel is base cloth, (H, W) float32 0..1.

    distances: (H, W) uint8, `SCALE` a unit. scatter: see `thresholds`. inside: 1 on the garment without its rim, where
    what is behind it mixes in and no detail can be told. A large garment is looked at in half its size.
    """
    height, width = distances.shape
    if height * width > _LARGE:
        half = (width // 2, height // 2)
        smaller = [cv2.resize(image, half, interpolation=cv2.INTER_AREA) for image in (distances, inside)]
        share = base_share(cast("Flags", smaller[0]), scatter, cast("Flags", smaller[1]))
        return scaled(share, width, height, cv2.INTER_LINEAR)
    near, far = (limit * SCALE for limit in thresholds(scatter))
    interior = cv2.erode(inside, np.ones((3, 3), np.uint8))
    values = cast("Flags", cv2.GaussianBlur(distances * interior, (0, 0), 0.6))
    sure = values > far
    if not sure.any():
        return np.ones(distances.shape, np.float32)
    if np.count_nonzero(sure) > _PRINTED * np.count_nonzero(inside):
        sure = values > _PRINTS * far
    kept = _hanging_together(values > near, sure)
    return 1 - _detail_share(values, kept, inside, near)


def _detail_share(values: Flags, kept: Flags, inside: Flags, near: float) -> NDArray[np.float32]:
    """How much of every pixel is detail: all of it in the `kept` parts, less and less about them."""
    # At its edge a detail mixes with the cloth: its share is the distance over the detail's own, nearby.
    own = cv2.dilate(values * kept, np.ones((5, 5), np.uint8))
    out = np.zeros(values.shape, np.float32)
    where = np.nonzero((own > 0) & (inside > 0))
    start = _MIXED * near
    out[where] = np.clip((values[where] - start) / np.maximum(_OWN * own[where] - start, 1), 0, 1)
    out[_filled(kept)] = 1
    return out


def _hanging_together(maybe: NDArray[np.bool_], sure: NDArray[np.bool_]) -> Flags:
    """The connected parts of `maybe` of which enough is `sure`, (H, W) uint8 0 or 1."""
    count, labels = cv2.connectedComponents(maybe.view(np.uint8), connectivity=8)
    sizes = np.bincount(labels.ravel(), minlength=count)
    sures = np.bincount(labels[sure], minlength=count)
    chosen = sures > _SURE_SHARE * sizes
    chosen[0] = False
    return chosen[labels].astype(np.uint8)


def _filled(parts: Flags) -> NDArray[np.bool_]:
    """Small holes in a motif, such as a flower's grey centre, belong to it."""
    _count, labels, stats, _centres = cv2.connectedComponentsWithStats(1 - parts, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] <= _HOLE * parts.size
    small[0] = False  # the parts themselves
    return (parts > 0) | small[labels]
