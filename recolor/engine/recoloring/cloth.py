"""How cloth of one color looks in another: the mapping of lightness and chroma, about the cloth's median.

Lightness: a monotone curve through (median of the source → target), straight with one slope below and one above it,
bent before it reaches black or white. A slope is

    w · (1, s, t, s², t², s·t, log r₁, log r₂)

with s and t the median lightness of source and target (over 50, less 1), and r₁, r₂ the source's spread below
and above its median (10th to 50th, 50th to 90th percentile of L, over 6).

Chroma: what a target's color does in its own shades and lights. At d units of lightness from the target its chroma
grows along its hue, and turns across it, by d · C · (v · (1, t, cos h, sin h)), one v for each side and direction.

The 2 × 8 + 4 × 4 weights in `weights/cloth.json` were fitted by `training/fit_cloth.py` on photographs that a
retoucher delivered in several colors and on rendered cloth, for the least CIEDE2000.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Lab = NDArray[np.float32]

WEIGHTS_FILE = Path(__file__).resolve().parent / "cloth.json"

LEAST_SPREAD = 0.5
MOST_SLOPE, LEAST_SLOPE = 6.0, 0.12
FARTHEST = (-35.0, 30.0)  # the chroma's weights are not followed beyond: nothing like it was seen
CHROMATIC = 8.0  # the least chroma at which a hue means anything
RESIDUAL = np.float32(0.5)  # of the heather and weave in chroma that stays
_LEVELS = np.linspace(0, 100, 41)


@dataclass(frozen=True)
class Cloth:
    """What the mapping needs to know of a garment.

    median: (3,) Lab. below, above: its spread of L. chroma: (41, 2), its median a and b at L = 0, 2.5, …, 100.
    many_colors: it has no one base color; then all its hues turn alike, by as much as the most common one does.
    """

    median: NDArray[np.float32]
    below: float
    above: float
    chroma: NDArray[np.float32]
    many_colors: bool = False

    def usual_chroma(self, lightness: NDArray[np.float32]) -> NDArray[np.float32]:
        """The a and b, (N, 2), that the cloth mostly has at a lightness, (N,)."""
        return np.stack([np.interp(lightness, _LEVELS, self.chroma[:, channel]) for channel in (0, 1)], axis=1).astype(
            np.float32
        )


@functools.cache
def weights() -> dict[str, NDArray[np.float64]]:
    """`below`, `above`: (8,) of the slopes; `shade`, `light`: (4, 2) of the chroma, along and across the hue."""
    return {name: np.array(values) for name, values in json.loads(WEIGHTS_FILE.read_text()).items()}


def describe_cloth(lab: Lab) -> Cloth:
    """Measure cloth from its pixels, (N, 3) Lab."""
    lightness = lab[:, 0]
    dark, middle, light = np.percentile(lightness, [10, 50, 90])
    order = np.argsort(lightness, kind="stable")
    bands = [band for band in np.array_split(order, 16) if band.size]
    usual = np.array([np.median(lab[band], axis=0) for band in bands])
    chroma = np.stack([np.interp(_LEVELS, usual[:, 0], usual[:, channel]) for channel in (1, 2)], axis=1)
    return Cloth(np.median(lab, axis=0), float(middle - dark), float(light - middle), chroma.astype(np.float32))


def slope_features(source: float, target: float, below: float, above: float) -> NDArray[np.float64]:
    """The regressors of both slopes; source, target: median L; below, above: the source's spread of L."""
    s, t = source / 50 - 1, target / 50 - 1
    spreads = [np.log(max(spread, LEAST_SPREAD) / 6) for spread in (below, above)]
    return np.array([1, s, t, s * s, t * t, s * t, *spreads])


def slopes(cloth: Cloth, target: float) -> tuple[float, float]:
    """The slopes of lightness below and above the median, for a target of that lightness."""
    x = slope_features(float(cloth.median[0]), target, cloth.below, cloth.above)
    below, above = (float(np.clip(weights()[side] @ x, LEAST_SLOPE, MOST_SLOPE)) for side in ("below", "above"))
    return below, above


def map_lightness(lightness: NDArray[np.float32], cloth: Cloth, target: float) -> NDArray[np.float32]:
    """Monotone: the median becomes `target`, black and white are approached and not passed."""
    below, above = slopes(cloth, target)
    distance = lightness - cloth.median[0]
    moved = np.where(distance < 0, distance * np.float32(below), distance * np.float32(above))
    # Soft ends: the first half of the way is straight, the rest bends towards black or white.
    room_down, room_up = max(target, 1.0), max(100 - target, 1.0)
    bent = np.where(moved < 0, -_bend(-moved, room_down), _bend(moved, room_up))
    return (target + bent).astype(np.float32)


def _bend(distance: NDArray[np.float32], room: float) -> NDArray[np.float32]:
    straight = np.float32(room / 2)
    over = np.maximum(distance - straight, 0)
    return np.minimum(distance, straight) + straight * (1 - np.exp(-over / straight))


def chroma_features(target: Lab) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The chroma's regressors for a target, (3,) Lab, and the unit vectors along and across its hue, (2, 2)."""
    chroma = float(np.hypot(target[1], target[2]))
    u, v = (float(target[1]) / chroma, float(target[2]) / chroma) if chroma > 1e-6 else (1.0, 0.0)
    return chroma / 40 * np.array([1, target[0] / 50, u, v]), np.array([[u, v], [-v, u]])


def map_chroma(lightness: NDArray[np.float32], target: Lab) -> NDArray[np.float32]:
    """The a and b, (N, 2), that cloth of the target's color, (3,) Lab, has where it is lighter or darker than that."""
    x, axes = chroma_features(target)
    d = np.clip(lightness - target[0], *FARTHEST) / 10
    change = np.minimum(d, 0)[:, None] * (x @ weights()["shade"]) + np.maximum(d, 0)[:, None] * (x @ weights()["light"])
    change[:, 0] = np.maximum(change[:, 0], -float(np.hypot(target[1], target[2])))  # not beyond gray
    return (target[1:] + change @ axes).astype(np.float32)


def recolor_cloth(lab: Lab, cloth: Cloth, target: Lab) -> Lab:
    """Cloth pixels, (N, 3) Lab, in the target color, (3,) Lab; what differs from the base hue keeps differing."""
    out = np.empty_like(lab)
    out[:, 0] = map_lightness(lab[:, 0], cloth, float(target[0]))
    if cloth.many_colors:
        out[:, 1:] = target[1:] + (lab[:, 1:] - cloth.median[1:]) @ _turn(cloth.median, target)
    else:
        out[:, 1:] = map_chroma(out[:, 0], target) + residual_chroma(lab, cloth, target)
    return out


def residual_chroma(lab: Lab, cloth: Cloth, target: Lab) -> NDArray[np.float32]:
    """The a and b, (N, 2), by which pixels in the target's color keep differing from the cloth about them."""
    differing: NDArray[np.float32] = lab[:, 1:] - cloth.usual_chroma(lab[:, 0])
    return RESIDUAL * (differing @ _turn(cloth.median, target))


def _turn(source: Lab, target: Lab) -> NDArray[np.float32]:
    """What becomes of the cloth's variation in chroma: turned from one hue to the other, and scaled like the chroma."""
    before, after = (float(np.hypot(color[1], color[2])) for color in (source, target))
    if min(before, after) < CHROMATIC:
        return np.float32(min(1.0, (after + 4) / (before + 4))) * np.eye(2, dtype=np.float32)
    axes = [chroma_features(color)[1] for color in (source, target)]
    return (min(after / before, 1.5) * axes[0].T @ axes[1]).astype(np.float32)
