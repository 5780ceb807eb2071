"""The cloth model: how the lightness and chroma of a garment change when its median color changes.

Lightness is mapped by a monotone curve that takes the source's median to the target. Its slope differs below and above
the median, and its ends bend towards black and white. Each slope is the dot product of eight weights and

    (1, s, t, s², t², s·t, log r₁, log r₂)

where s and t are the median lightness of source and target (divided by 50, minus 1), and r₁ and r₂ the spread of the
source's lightness below and above its median (10th to 50th and 50th to 90th percentile of L, divided by 6).

Chroma depends on the mapped lightness. At a distance d in L from the target, it changes along the target's hue and
perpendicular to it, by d/10 · C/40 · (v · (1, t, cos h, sin h)), where C and h are the target's chroma and hue, t is
its lightness divided by 50, and v is one vector of weights for each direction and for each side of the target.

The 2 × 8 + 4 × 4 weights in `cloth.json` were fitted by `training/fit_cloth.py` on catalog photographs that were
retouched into several colors and on rendered cloth, to minimize CIEDE2000.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Lab = NDArray[np.float32]  # CIELAB, (N, 3) or (3,); L is 0..100

WEIGHTS_FILE = Path(__file__).resolve().parent / "cloth.json"

MINIMUM_SPREAD = 0.5  # L; smaller spreads count as this much, so that the logarithm stays finite
MAXIMUM_SLOPE = 6.0  # of the lightness curve, so that the noise of black cloth is not amplified without limit
SHADE_LIMIT, LIGHT_LIMIT = -35.0, 30.0  # L from the target beyond which chroma stays constant, for lack of data
MINIMUM_HUE_CHROMA = 8.0  # chroma below which a color is too gray for its hue to be meaningful
_RESIDUAL_SHARE = np.float32(0.5)  # share of the cloth's own variation in chroma (heather, weave) that is kept
_MAXIMUM_CHROMA_GAIN = 1.5  # limit of the factor by which that variation grows with the chroma
_BANDS = 16  # bands of lightness with equally many pixels, whose median chroma is measured
_LEVELS = np.linspace(0, 100, 41)  # L at which a cloth's chroma is tabulated


@dataclass(frozen=True)
class Cloth:
    """Measurements of a garment's cloth.

    Attributes
    ----------
    median : (3,) float32
        Median CIELAB.
    spread_below, spread_above : float
        From the 10th to the 50th and from the 50th to the 90th percentile of L.
    chroma : (41, 2) float32
        Median a and b at L = 0, 2.5, …, 100.
    multicolored : bool
        Whether the cloth has no single base color. If so, all its hues are rotated by the same angle as `median`.
    """

    median: NDArray[np.float32]
    spread_below: float
    spread_above: float
    chroma: NDArray[np.float32]
    multicolored: bool = False

    def chroma_at(self, lightness: NDArray[np.float32]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Return the median a and b of the cloth, (N,) float32 each, at each L of `lightness`, (N,)."""
        position = np.clip(lightness, 0, 100) * np.float32((len(_LEVELS) - 1) / 100)
        below = np.minimum(position.astype(np.int32), len(_LEVELS) - 2)
        share = position - below.astype(np.float32)
        steps = np.diff(self.chroma, axis=0)
        a, b = (np.take(self.chroma[:, k], below) + share * np.take(steps[:, k], below) for k in (0, 1))
        return a, b


@functools.cache
def weights() -> dict[str, NDArray[np.float64]]:
    """Return the fitted weights.

    `below` and `above`, (8,), give the slopes of lightness. `shade` and `light`, (4, 2), give the change of chroma
    along and across the hue for colors darker and lighter than the target.
    """
    return {name: np.array(values) for name, values in json.loads(WEIGHTS_FILE.read_text()).items()}


def describe_cloth(lab: Lab) -> Cloth:
    """Return the measurements of a cloth from its pixels, (N, 3) float32 CIELAB with N > 0."""
    lightness = lab[:, 0]
    dark, middle, light = np.percentile(lightness, [10, 50, 90])
    order = np.argsort(lightness, kind="stable")
    bands = [band for band in np.array_split(order, _BANDS) if band.size]
    medians = np.array([np.median(lab[band], axis=0) for band in bands])
    chroma = np.stack([np.interp(_LEVELS, medians[:, 0], medians[:, channel]) for channel in (1, 2)], axis=1)
    return Cloth(np.median(lab, axis=0), float(middle - dark), float(light - middle), chroma.astype(np.float32))


def slope_features(cloth: Cloth, target: float) -> NDArray[np.float64]:
    """Return the features, (8,), from which both slopes are predicted; `target` is the requested median L."""
    s, t = float(cloth.median[0]) / 50 - 1, target / 50 - 1
    spreads = [np.log(max(spread, MINIMUM_SPREAD) / 6) for spread in (cloth.spread_below, cloth.spread_above)]
    return np.array([1, s, t, s * s, t * t, s * t, *spreads])


def lightness_slopes(cloth: Cloth, target: float) -> tuple[float, float]:
    """Return the slopes of the lightness curve below and above the median; `target` is the requested median L."""
    features = slope_features(cloth, target)
    below, above = (float(np.clip(weights()[side] @ features, 0, MAXIMUM_SLOPE)) for side in ("below", "above"))
    return below, above


def map_lightness(lightness: NDArray[np.float32], cloth: Cloth, target: float) -> NDArray[np.float32]:
    """Map L values, (N,) float32, by a monotone curve from the cloth's median to `target`, within 0..100."""
    below, above = lightness_slopes(cloth, target)
    distance = lightness - cloth.median[0]
    stretched = np.where(distance < 0, distance * np.float32(below), distance * np.float32(above))
    room_below, room_above = max(target, 1.0), max(100 - target, 1.0)
    compressed = np.where(stretched < 0, -_compress(-stretched, room_below), _compress(stretched, room_above))
    return (target + compressed).astype(np.float32)


def _compress(distance: NDArray[np.float32], room: float) -> NDArray[np.float32]:
    """Return distances in L, with those above half of `room` compressed so that they approach `room` exponentially."""
    straight = np.float32(room / 2)
    over = np.maximum(distance - straight, 0)
    compressed: NDArray[np.float32] = np.minimum(distance, straight) + straight * (1 - np.exp(-over / straight))
    return compressed


def chroma_features(target: Lab) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the features and axes from which the change of chroma is predicted, for a target, (3,) CIELAB.

    Returns
    -------
    features : (4,) float64
        Chroma / 40 · (1, lightness / 50, cos hue, sin hue).
    axes : (2, 2) float64
        Unit vectors in the plane of a and b: along the target's hue and perpendicular to it.
    """
    chroma = float(np.hypot(target[1], target[2]))
    u, v = (float(target[1]) / chroma, float(target[2]) / chroma) if chroma > 1e-6 else (1.0, 0.0)
    return chroma / 40 * np.array([1, target[0] / 50, u, v]), np.array([[u, v], [-v, u]])


def map_chroma(lightness: NDArray[np.float32], target: Lab) -> NDArray[np.float32]:
    """Return a and b, (N, 2) float32, of cloth in the target's color at each mapped L of `lightness`, (N,)."""
    features, axes = chroma_features(target)
    d = np.clip(lightness - target[0], SHADE_LIMIT, LIGHT_LIMIT) / 10
    shade, light = (features @ weights()[side] for side in ("shade", "light"))
    change: NDArray[np.float64] = np.minimum(d, 0)[:, None] * shade + np.maximum(d, 0)[:, None] * light
    change[:, 0] = np.maximum(change[:, 0], -float(np.hypot(target[1], target[2])))  # not past gray
    return (target[1:] + change @ axes).astype(np.float32)


def recolor_cloth(lab: Lab, cloth: Cloth, target: Lab) -> Lab:
    """Map pixels of cloth to a target color.

    Parameters
    ----------
    lab : (N, 3) float32
        CIELAB of the pixels.
    cloth : Cloth
        Measurements of the cloth they belong to.
    target : (3,) float32
        CIELAB that the cloth's median becomes.

    Returns
    -------
    (N, 3) float32
        CIELAB of the recolored pixels, possibly out of gamut. Deviations from the cloth's median chroma are rotated by
        the angle between the cloth's hue and the target's.
    """
    out = np.empty_like(lab)
    out[:, 0] = map_lightness(lab[:, 0], cloth, float(target[0]))
    if cloth.multicolored:
        out[:, 1:] = target[1:] + (lab[:, 1:] - cloth.median[1:]) @ _chroma_rotation(cloth.median, target)
    else:
        out[:, 1:] = map_chroma(out[:, 0], target) + residual_chroma(lab, cloth, target)
    return out


def residual_chroma(lab: Lab, cloth: Cloth, target: Lab) -> NDArray[np.float32]:
    """Return the a and b, (N, 2) float32, by which recolored pixels deviate from the cloth's smooth mapping."""
    deviation: NDArray[np.float32] = lab[:, 1:] - np.stack(cloth.chroma_at(lab[:, 0]), axis=1)
    return _RESIDUAL_SHARE * (deviation @ _chroma_rotation(cloth.median, target))


def _chroma_rotation(source: Lab, target: Lab) -> NDArray[np.float32]:
    """Return the (2, 2) matrix that rotates chroma deviations from the source's hue to the target's and scales them.

    If either color, (3,) CIELAB, is nearly gray, deviations are only scaled, and never increased.
    """
    before, after = (float(np.hypot(color[1], color[2])) for color in (source, target))
    if min(before, after) < MINIMUM_HUE_CHROMA:
        return np.float32(min(1.0, (after + 4) / (before + 4))) * np.eye(2, dtype=np.float32)
    axes = [chroma_features(color)[1] for color in (source, target)]
    return (min(after / before, _MAXIMUM_CHROMA_GAIN) * axes[0].T @ axes[1]).astype(np.float32)
