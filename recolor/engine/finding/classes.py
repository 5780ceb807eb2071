"""The parser's classes as the finding of garments uses them."""

import functools

import numpy as np
from numpy.typing import NDArray

from ..networks.parser import class_groups, class_names

NOT_DYED = ("background", "skin", "hair", "jewelry")  # classes that are never a garment
EXTRAS = ("shoes", "bag", "hat", "belt")  # worn with any outfit, and seldom confused with garments


@functools.cache
def garment_classes() -> tuple[str, ...]:
    """Return the classes of garments, without extras such as shoes."""
    return tuple(name for name in class_names() if name not in (*NOT_DYED, *EXTRAS))


_SPOKEN = {"nehru-jacket": "nehru jacket", "tank-top": "tank top", "bra-top": "bra top"}


def spoken_name(class_name: str) -> str:
    """Return the name of a class as people write it."""
    return _SPOKEN.get(class_name, class_name)


def group_of(name: str) -> str:
    """Return the group of a class, named after its first class; a name that is not a class is its own group."""
    return next((group[0] for group in class_groups() if name in group), name)


# How alike garments of two groups are, 0..1, where a name may be meant for either of them; symmetric.
_ALIKE_GROUPS = {
    ("t-shirt", "kurta"): 0.3, ("t-shirt", "jacket"): 0.3, ("kurta", "jacket"): 0.25, ("kurta", "skirt"): 0.35,
    ("kurta", "saree"): 0.15, ("skirt", "saree"): 0.15,
}  # fmt: skip
# Classes of different groups that are alike.
_ALIKE_CLASSES = {
    ("sharara", "skirt"): 0.5,
    ("sharara", "lehenga"): 0.5,
    ("hoodie", "jacket"): 0.5,
    ("shirt", "jacket"): 0.4,
}
_SAME_GROUP = 0.6  # how alike classes of one group are
_UNLIKE = {"shorts": 0.2}  # classes that are less like the others of their group


def likeness(first: str, second: str) -> float:
    """Return how alike two classes are, 0 to 1."""
    if first == second:
        return 1.0
    alike = _ALIKE_CLASSES.get((first, second), _ALIKE_CLASSES.get((second, first)))
    if alike is not None:
        return alike
    groups = (group_of(first), group_of(second))
    if groups[0] == groups[1]:
        return min(_UNLIKE.get(name, _SAME_GROUP) for name in (first, second))
    return _ALIKE_GROUPS.get(groups, _ALIKE_GROUPS.get((groups[1], groups[0]), 0.0))


def fractions(probabilities: NDArray[np.uint8]) -> dict[str, NDArray[np.float32]]:
    """Return the probability of each class, (rows, columns) float32 0..1, from the parser's output."""
    values: NDArray[np.float32] = probabilities.astype(np.float32) / np.float32(255)
    return dict(zip(class_names(), values, strict=True))
