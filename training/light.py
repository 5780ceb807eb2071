"""Random light on cloth: folds, cast shadows, highlights and backlight, none of which is a detail."""

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from .prints import smooth_noise

Linear = NDArray[np.float32]  # (H, W, 3) linear RGB, 0..1
Random = np.random.Generator


def in_other_light(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Return a picture of a garment, whose mask is (H, W) uint8, with one or two more effects of light."""
    effects: list[Callable[..., Linear]] = [_folds, _folds, _creases, _shadow, _highlights, _backlight]
    for _effect in range(random.integers(1, 3)):
        linear = effects[random.integers(len(effects))](linear, mask, random)
    return linear.astype(np.float32)


def _folds(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Darken the surroundings of curved lines."""
    side = mask.shape[0]
    lines = np.ones(mask.shape, np.uint8)
    t = np.linspace(0, 1, 40)[:, None]
    for _line in range(random.integers(1, 7)):
        start, direction = random.uniform(0, side, 2), random.uniform(-1, 1, 2) * side
        bend = random.normal(0, 0.08) * side * np.sin(np.pi * t) * np.array([-direction[1], direction[0]]) / side
        points = (start + t * direction + bend).astype(np.int32)
        cv2.polylines(lines, [points], False, 0, int(random.integers(1, 7)), cv2.LINE_AA)
    distance = cv2.distanceTransform(lines, cv2.DIST_L2, 3)
    sigma = np.exp(random.uniform(np.log(0.8), np.log(12)))
    return linear * (1 - random.uniform(0.2, 0.92) * np.exp(-((distance / sigma) ** 2)))[..., None]


def _creases(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Darken one side of an edge, with a soft transition away from it."""
    height = smooth_noise(mask.shape[0], random.uniform(12, 45), random)
    falloff = np.exp(-np.maximum(height, 0) * random.uniform(1, 8))
    return linear * (1 - random.uniform(0.2, 0.8) * falloff * (height > 0))[..., None]


def _shadow(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Cast a shadow with a more or less sharp edge."""
    inside = (smooth_noise(mask.shape[0], random.uniform(20, 70), random) > random.uniform(0, 1)).astype(np.float32)
    soft = cv2.GaussianBlur(inside, (0, 0), random.uniform(0.7, 6))
    return linear * (1 - random.uniform(0.3, 0.75) * soft)[..., None]


def _highlights(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Add white light, as satin reflects it."""
    sigma = random.uniform(6, 30)
    noise = smooth_noise(mask.shape[0], sigma, random)
    stretched = cv2.GaussianBlur(noise, (0, 0), sigmaX=0.1, sigmaY=random.uniform(1, 4) * sigma)
    stretched /= max(float(stretched.std()), 1e-6)
    amount = random.uniform(0.1, 0.45) * np.clip(stretched - random.uniform(0.3, 1.2), 0, 1)
    return linear + amount[..., None] * (1 - linear)


def _backlight(linear: Linear, mask: NDArray[np.uint8], random: Random) -> Linear:
    """Brighten the garment near its outline."""
    distance = cv2.distanceTransform((mask > 127).astype(np.uint8), cv2.DIST_L2, 3)
    near = np.exp(-distance / random.uniform(2, 14))
    near *= np.clip(smooth_noise(mask.shape[0], random.uniform(15, 60), random) + 0.5, 0, 1)
    return linear + (random.uniform(0.3, 0.95) * near)[..., None] * (1 - linear)
