"""Shoes, bags, hats and belts: found by the parser alone, beside the garments."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..networks.parser import class_names
from ..types import Mask
from .choice import Choice
from .classes import EXTRAS

# Chosen by looking at street photos; `bench/labeled` has no labels of extras.
_MINIMUM_AREA = 0.004  # share of the photo
_MINIMUM_PROBABILITY = 0.7  # mean of an extra's cells
SURELY_PERSON = 0.8  # probability of skin or hair from which a pixel is part of no garment
_EXPECTED = 0.75  # share of that mean which is given as the expected IoU, because no labels calibrate it


def find_extras(analysis: Analysis, taken: Sequence[NDArray[np.bool_]]) -> list[Choice]:
    """Return the extras of a photo outside the masks of garments, (h, w) bool at the size of the decoder's masks."""
    if not len(analysis.candidates):
        return []
    shape = analysis.candidates.shape[1:]
    free = ~np.logical_or.reduce([np.zeros(shape, bool), *taken])
    found = []
    for name in EXTRAS:
        probability = probability_of(analysis, [name], shape)
        mask = (probability > 0.5) & free
        if mask.mean() < _MINIMUM_AREA:
            continue
        certainty = float(probability[mask].mean())
        if certainty >= _MINIMUM_PROBABILITY:
            found.append(Choice(name, mask, _EXPECTED * certainty))
    return found


def person(analysis: Analysis, shape: tuple[int, ...]) -> Mask:
    """Return the probability of skin or hair, float32 0..1, at a size given as (height, width)."""
    return probability_of(analysis, ["skin", "hair"], shape)


def surely_person(analysis: Analysis, shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Return what certainly is skin or hair, and so part of no garment, at a size given as (height, width)."""
    return person(analysis, shape) > SURELY_PERSON


def probability_of(analysis: Analysis, names: Sequence[str], shape: tuple[int, ...]) -> Mask:
    """Return the probability of any of several classes, float32 0..1, at a size given as (height, width)."""
    indices = [class_names().index(name) for name in names]
    values = analysis.probabilities[indices].sum(axis=0, dtype=np.float32) / 255
    return resize(values, shape[1], shape[0], cv2.INTER_LINEAR)
