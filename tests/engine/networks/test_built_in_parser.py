"""The built-in parser: the mean of two networks, on the grid of any photo."""

import numpy as np
import pytest

from recolor.engine.networks.built_in_parser import _HEAD_SHARE, BuiltInParser
from recolor.engine.networks.parser import class_names, grid_size


@pytest.fixture(scope="module")
def parser():
    return BuiltInParser()


def features(seed=0):
    """Return random values with the shapes of the encoder's output."""
    random = np.random.default_rng(seed)
    shapes = {"stage128": (1, 128, 128, 128), "stage64": (1, 160, 64, 64), "embedding": (1, 256, 64, 64)}
    return {name: random.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


@pytest.mark.parametrize("size", [(400, 300), (300, 400), (333, 1000), (1000, 37), (101, 101)])
def test_the_grid_covers_photos_of_every_shape(parser, size):
    pixels = np.random.default_rng(1).integers(0, 255, (*size, 3), np.uint8)
    rows, columns = grid_size(*size)
    probabilities = parser(pixels, features(), rows, columns)
    assert probabilities.shape == (len(class_names()), rows, columns)
    np.testing.assert_allclose(probabilities.sum(axis=0), 1, atol=1e-3)


def test_both_networks_have_their_share(parser):
    pixels = np.full((400, 300, 3), 90, np.uint8)
    first, second = parser(pixels, features(1), 128, 96), parser(pixels, features(2), 128, 96)
    heads = [parser._from_features(features(seed), 128, 96) for seed in (1, 2)]
    np.testing.assert_allclose(first - second, _HEAD_SHARE * (heads[0] - heads[1]), atol=1e-5)
    assert np.abs(first - second).max() > 0.01


def test_what_lies_beside_the_photo_does_not_matter(parser):
    """The encoder's features are square; those of the padding must not influence the photo's cells."""
    inside = features(3)
    changed = {name: values.copy() for name, values in inside.items()}
    for name, values in changed.items():
        values[..., 96 if name == "stage128" else 48 :] = 9
    pixels = np.full((400, 300, 3), 90, np.uint8)
    np.testing.assert_array_equal(parser(pixels, inside, 128, 96), parser(pixels, changed, 128, 96))
