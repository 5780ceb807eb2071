"""How much of a pixel at a garment's edge is garment, told by the photo itself.

At an edge a camera mixes what lies on both sides. Where their colors are known and differ, a mixed pixel is a sum of
both, and the part of what lies behind tells the share (the compositing equation; Wang and Cohen, "Image and Video
Matting: A Survey", 2007). Anything else is a third thing, of which the mask knows more.
"""

import math
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import Flags, Places, bounding_box, dilated, eroded
from ..imaging.resize import halved
from ..imaging.strips import in_strips
from ..types import Mask, Pixels

Colors = NDArray[np.float32]  # (N, 3), 0..255
Shares = NDArray[np.floating]  # (N,)

_BAND = 2.5  # pixels of the size at which the mask was made: so far its edge may be wrong
# From where on, and from where on surely, a mixture can be told:
_CONTRAST = (25.0, 60.0)  # values between both sides
_OFF = (-0.4, -0.2)  # less of that contrast off any sum of both sides: else it is a third thing
_UNLIKE = (-0.996, -0.985)  # the less the cosine of both colors
_TIMES = (2.5, 4.0)  # as bright
_WHOLE = 20.0  # values; how much the shares are wished to make a whole
_BRIGHTEST = 1.4  # of the cloth nearby
_UNSURE = 0.08  # a share so near to none or all is noise
_LEAST_NEAR = 0.02  # of what is nearby must be known on each side


def matted(mask: Mask, pixels: Pixels, scale: float) -> Mask:
    """A mask, (H, W) float32 0..1, whose soft edge is that of the photo, (H, W, 3) uint8.

    scale: the size at which the mask was made, of the photo's.
    """
    reach = math.ceil(_BAND / scale)
    hard = (mask > 0.5).view(np.uint8)
    box = bounding_box(hard, 8 * reach)
    out = mask.copy()
    part, inner = mask[box], eroded(hard[box], reach | 1)
    outer = dilated(hard[box], 2 * reach + 1)
    even = 2 * (4 * reach // 2)

    def strip(rows: slice) -> None:
        around = slice(max(0, rows.start - even), rows.stop + even)
        found = _unmixed(part[around], pixels[box][around], inner[around], outer[around], reach)
        out[box][rows] = found[rows.start - around.start :][: rows.stop - rows.start]

    in_strips(strip, *part.shape)
    return out


def _unmixed(mask: Mask, pixels: Pixels, inner: Flags, outer: Flags, reach: int) -> Mask:
    """The mask with the share of garment in the band between `inner` and `outer`, where it can be told."""
    out = mask.copy()
    band = np.nonzero(outer & (1 - inner))
    if not band[0].size:
        return out
    wide = cast("Pixels", cv2.cvtColor(pixels, cv2.COLOR_RGB2RGBA))
    garment, near = _mean_nearby(wide, inner, reach, band)
    behind, far = _mean_nearby(wide, 1 - outer, reach, band)
    own = pixels[band].astype(np.float32)
    part, rest = _two_parts(own, garment, behind)
    off = np.linalg.norm(own - part[:, None] * garment - rest[:, None] * behind, axis=1)
    contrast = np.linalg.norm(garment - behind, axis=1)
    told = _ramp(contrast, *_CONTRAST) * _ramp(-off / np.maximum(contrast, 1), *_OFF) * _unlike(garment, behind)
    told[np.minimum(near, far) < _LEAST_NEAR] = 0
    share = _ramp(1 - rest, _UNSURE, 1 - _UNSURE)
    out[band] += told * (share - mask[band])
    return out


def _ramp(values: Shares, low: float, high: float) -> Shares:
    """0 up to `low`, 1 from `high` on, straight between them."""
    return np.clip((values - low) / (high - low), 0, 1)


def _two_parts(own: Colors, garment: Colors, behind: Colors) -> tuple[Shares, Shares]:
    """The least-squares u and v, (N,), of own = u · garment + v · behind, with a mild wish for u + v = 1.

    A fold at the edge is darker than the cloth about it, so that u is not 1 - v.
    """

    def dot(first: Colors, second: Colors) -> Shares:
        return cast("Shares", np.einsum("ij,ij->i", first, second) + _WHOLE**2)

    gg, bb, gb = dot(garment, garment), dot(behind, behind), dot(garment, behind)
    og, ob = dot(own, garment), dot(own, behind)
    determinant = np.maximum(gg * bb - gb * gb, 1)
    rest = np.clip((ob * gg - og * gb) / determinant, 0, 1)
    return np.clip((og - rest * gb) / gg, 0, _BRIGHTEST), rest


def _unlike(garment: Colors, behind: Colors) -> Shares:
    """How surely one color is no shade or light of the other: else a fold at the edge looks like a mixture."""
    first, second = np.linalg.norm(garment, axis=1), np.linalg.norm(behind, axis=1)
    cosine = np.einsum("ij,ij->i", garment, behind) / np.maximum(first * second, 1)
    times = np.maximum(first, second) / np.maximum(np.minimum(first, second), 1)
    return np.maximum(_ramp(-cosine, *_UNLIKE), _ramp(times, *_TIMES))


def _mean_nearby(wide: Pixels, known: Flags, reach: int, where: Places) -> tuple[Colors, Shares]:
    """The mean colors, (N, 3), of what is known around places, and how much of what is around them that is, (N,)."""
    small = halved(cv2.copyTo(wide, known)).astype(np.float32)
    nearby = cv2.GaussianBlur(small, (0, 0), reach / 2)[where[0] // 2, where[1] // 2]
    weight = nearby[:, 3] / 255
    return cast("Colors", nearby[:, :3] / np.maximum(weight, 1e-3)[:, None]), weight
