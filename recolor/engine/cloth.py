"""How cloth of one colour looks in another: the mapping of lightness and chroma.

In CIELAB, about the cloth's median: below and above it the lightness is scaled by two factors, and the
chroma follows the lightness into the shadows. The factors are

    log factor = w · (1, s, t, s², t², s·t, log r, t·log r)

with s and t the median lightness of the source and of the target over 100, and r the spread of the source on
that side (the 10th to the 50th percentile, the 50th to the 90th) over 6. The 2 × 8 weights in
`weights/contrast.json` were fitted by `training/fit_contrast.py` on photographs that a retoucher delivered in
several colours and on rendered cloth: light cloth shows less contrast than its dark counterpart there.
"""

import functools
import json
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .models import WEIGHTS

Lab = NDArray[np.float32]

LEAST_SPREAD = 0.5
MOST_FACTOR, LEAST_FACTOR = 6.0, 0.12
SHADOW_POWER = 0.6  # of the lightness, for the chroma of shadows; fitted by the same script
RESIDUAL = 0.25  # of the heather and weave in chroma that stays
SHADOW_FLOOR = 4.0  # keeps the ratio of lightnesses tame near black


@dataclass(frozen=True)
class Cloth:
    """What the mapping needs to know of a garment: its median Lab, and its spread of L below and above."""

    median: NDArray[np.float32]
    below: float
    above: float


@functools.cache
def contrast_weights() -> dict[str, NDArray[np.float64]]:
    stored = json.loads((WEIGHTS / "contrast.json").read_text())
    return {side: np.array(stored[side]) for side in ("below", "above")}


def describe_cloth(lab: Lab) -> Cloth:
    """Measure cloth from its pixels, (N, 3) Lab."""
    dark, middle, light = np.percentile(lab[:, 0], [10, 50, 90])
    return Cloth(np.median(lab, axis=0), float(middle - dark), float(light - middle))


def features(source: float, target: float, spread: float) -> NDArray[np.float64]:
    """The regressors of one side's factor; source, target: median L; spread: of L on that side."""
    s, t, r = source / 100, target / 100, np.log(max(spread, LEAST_SPREAD) / 6)
    return np.array([1, s, t, s * s, t * t, s * t, r, t * r])


def contrast(cloth: Cloth, target: float) -> tuple[float, float]:
    """The factors of lightness below and above the median, for a target of that lightness."""
    weights = contrast_weights()
    source = float(cloth.median[0])
    below = np.exp(weights["below"] @ features(source, target, cloth.below))
    above = np.exp(weights["above"] @ features(source, target, cloth.above))
    return float(np.clip(below, LEAST_FACTOR, MOST_FACTOR)), float(np.clip(above, LEAST_FACTOR, MOST_FACTOR))


def map_lightness(lightness: NDArray[np.float32], cloth: Cloth, target: float) -> NDArray[np.float32]:
    """Monotone: the median becomes `target`, black and white are approached and not passed."""
    below, above = contrast(cloth, target)
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


def recolor_cloth(lab: Lab, cloth: Cloth, target: Lab) -> Lab:
    """Cloth pixels, (N, 3) Lab, in the target colour, (3,) Lab; what differs from the base hue keeps differing."""
    out = np.empty_like(lab)
    out[:, 0] = map_lightness(lab[:, 0], cloth, float(target[0]))
    fade = _fade(out[:, 0], float(target[0]))
    faded_source = _fade(lab[:, 0], float(cloth.median[0]))
    for channel in (1, 2):
        residual = lab[:, channel] - cloth.median[channel] * faded_source
        out[:, channel] = target[channel] * fade + residual * np.float32(RESIDUAL)
    return out


def _fade(lightness: NDArray[np.float32], median: float) -> NDArray[np.float32]:
    """How much of the median's chroma cloth keeps at a lightness: all of it in the light, less in the shade."""
    ratio = (np.maximum(lightness, 0) + np.float32(SHADOW_FLOOR)) / np.float32(median + SHADOW_FLOOR)
    return np.minimum(ratio, 1) ** np.float32(SHADOW_POWER)
