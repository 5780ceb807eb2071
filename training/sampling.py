"""How often a photo is seen in an epoch."""

import numpy as np

from . import data, samples
from .classes import LABELS

# By the kind of an exactly labeled photo, so that the rare kinds count. With twice these factors, the parser called
# most western garments kurta.
_REPEATS = {
    "saree": 3.0,
    "lehenga": 2.0,
    "kurta": 2.0,
    "anarkali": 3.0,
    "mens": 3.0,
    "mixed": 1.0,
    "catalogue": 1.5,
    "street": 2.0,
    "render": 4.0,
}
_CCP_REPEATS = 0.8


def repeats(item: data.Item) -> float:
    """Return how often a photo is seen per epoch, on average."""
    return _REPEATS[item.entry["kind"]] if item.is_exact else _CCP_REPEATS


def chosen_items(items: list[data.Item], epoch: int) -> list[data.Item]:
    """Return the photos of an epoch in random order, some of them several times."""
    random = np.random.default_rng([7, epoch])
    counts = [int(repeats(item) + random.random()) for item in items]
    chosen = [item for item, count in zip(items, counts, strict=True) for _ in range(count)]
    return [chosen[index] for index in random.permutation(len(chosen))]


def count_labels(items: list[data.Item]) -> np.ndarray:
    """Return how many pixels of every third photo have each label, as often as it is seen, (labels,)."""
    counts = np.zeros(len(LABELS))
    for item in items[::3]:
        pixels = np.bincount(samples.read(item)[1][::4, ::4].ravel(), minlength=len(LABELS))
        counts += repeats(item) * pixels
    return counts
