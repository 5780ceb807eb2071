import numpy as np
import pytest

from recolor.engine import Engine

from ..conftest import SAMPLES


@pytest.fixture(scope="session")
def engine():
    return Engine()


@pytest.fixture(scope="session")
def samples(engine):
    """Return the sample photos by name, opened and analyzed."""
    photos = {}
    for name in ("lehenga", "jumper", "printed-skirt"):
        photos[name] = engine.open(SAMPLES / f"mannequin-{name}.png")
        engine.analyze(photos[name])
    return photos


@pytest.fixture
def cloth():
    """Return a function that draws a disc of folded cloth on gray.

    It returns pixels, (size, size, 3) uint8; the mask, (size, size) float 0..1; and the brightness of the folds,
    (size, size), 1 - depth in a fold to 1 beside it. `noise` is a standard deviation in values.
    """

    def draw(color=(180, 40, 60), size=200, depth=0.35, noise=0.0):
        y, x = np.mgrid[:size, :size].astype(np.float32)
        folds = 1 - depth * (0.5 + 0.5 * np.sin(x / 9) * np.cos(y / 23))
        mask = np.clip(size * 0.4 - np.hypot(x - size / 2, y - size / 2) + 0.5, 0, 1)
        pixels = np.full((size, size, 3), 128, np.float32)
        garment = folds[..., None] * np.array(color, np.float32)
        garment += np.random.default_rng(0).normal(0, noise, garment.shape)
        pixels = pixels * (1 - mask[..., None]) + garment * mask[..., None]
        return np.clip(np.rint(pixels), 0, 255).astype(np.uint8), mask, folds

    return draw
