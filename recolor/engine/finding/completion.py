"""Correcting doubtful masks by color: a chosen candidate may lack a sleeve of the same cloth, or include some skin.

Where the network that estimates quality is not sure, candidates with and without such a part have nearly the same
expected IoU, but the photo's colors often tell which is right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.resize import resize
from ..networks.analysis import Analysis
from ..types import Pixels
from .choice import Choice, Flags
from .classes import EXTRAS, garment_classes
from .extras import SURELY_PERSON, person, probability_of
from .overlap import iou


@dataclass(frozen=True)
class Settings:
    """Tuned on split `val` of the labeled photos and on `bench/garments`; docs/figures.md has the effect of each."""

    certain: float = 0.7  # expected IoU from which a mask stays as it is
    minimum_expected: float = 0.8  # expected IoU of another candidate, relative to the chosen one's
    minimum_iou: float = 0.5  # of another candidate with the mask
    minimum_part: float = 0.05  # area that is added, relative to the mask
    cloth_share: float = 0.8  # share of a part in the colors of the garment, from which the part belongs to it
    same_color: float = 12.0  # distance in CIELAB
    color_share: float = 0.05  # share of the garment that must have a color for it to be one of the garment's
    maybe_person: float = 0.3  # probability of skin or hair from which a cell of another color is removed


SETTINGS = Settings()
_SAMPLES = 400  # cells that are compared; more take time and change nothing


def complete(pixels: Pixels, analysis: Analysis, garments: Sequence[Choice]) -> list[Choice]:
    """Replace doubtful masks by candidates of the same class that add a part in the garment's colors, and remove skin.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.
    garments
        The chosen garments; their masks do not overlap.

    Returns
    -------
    list of Choice
        The garments in the same order; their masks do not overlap.
    """
    completed = list(garments)
    doubtful = [position for position, garment in enumerate(garments) if garment.expected < SETTINGS.certain]
    if not doubtful:
        return completed
    rows, columns = analysis.candidates.shape[1:]
    lab = rgb_to_lab(resize(pixels, columns, rows, cv2.INTER_AREA))
    people = person(analysis, (rows, columns))
    never, maybe_person = people > SURELY_PERSON, people > SETTINGS.maybe_person
    unlikely = people + probability_of(analysis, EXTRAS, (rows, columns)) > 0.5
    for position in doubtful:
        others = [garment.mask for garment in completed if garment is not completed[position]]
        excluded = np.logical_or.reduce([never, *others])
        mask = _completed_mask(analysis, completed[position], excluded, unlikely, lab)
        completed[position] = replace(completed[position], mask=_without_skin(mask, maybe_person, lab))
    return completed


def _completed_mask(
    analysis: Analysis, garment: Choice, excluded: Flags, unlikely: Flags, lab: NDArray[np.float32]
) -> Flags:
    """Return the best mask for a garment: its own, or a candidate that completes it.

    excluded: cells of skin, hair and other garments; unlikely: cells that the parser takes for skin, hair or extras.
    """
    mask = garment.mask & ~excluded
    names = garment.target.classes if garment.target else (garment.name,)
    is_alike = np.isin(np.array(garment_classes())[analysis.classes.argmax(axis=1)], names)
    is_alike &= analysis.expected >= SETTINGS.minimum_expected * garment.expected
    order = np.flatnonzero(is_alike)
    for index in order[np.argsort(-analysis.expected[order])]:
        candidate = _touching(analysis.candidates[index] & ~excluded, mask)
        if _completes(candidate, mask, unlikely, lab):
            return candidate
    return garment.mask


def _touching(candidate: Flags, mask: Flags) -> Flags:
    """Return a candidate without connected parts that the mask has nothing of."""
    _count, labels = cv2.connectedComponents(candidate.view(np.uint8), connectivity=8)
    return candidate & np.isin(labels, labels[candidate & mask])


def _completes(candidate: Flags, mask: Flags, unlikely: Flags, lab: NDArray[np.float32]) -> bool:
    """Return whether a candidate adds a part in the colors of a mask, and omits at most a smaller part in others."""
    if iou(candidate, mask) < SETTINGS.minimum_iou:
        return False
    added, omitted = candidate & ~mask, mask & ~candidate
    added_area, omitted_area = np.count_nonzero(added), np.count_nonzero(omitted)
    minimum = SETTINGS.minimum_part * np.count_nonzero(mask)
    if added_area < max(minimum, omitted_area) or unlikely[added].mean() > 0.5:
        return False
    cloth = lab[candidate & mask]
    if omitted_area >= minimum and _share_in_colors(lab[omitted], cloth) >= SETTINGS.cloth_share:
        return False
    return _share_in_colors(lab[added], cloth) >= SETTINGS.cloth_share


def _without_skin(mask: Flags, maybe_person: Flags, lab: NDArray[np.float32]) -> Flags:
    """Return a mask without cells that may be skin or hair and have another color than the garment."""
    cloth, doubtful = mask & ~maybe_person, mask & maybe_person
    if not cloth.any() or not doubtful.any():
        return mask
    kept = cloth.copy()
    kept[doubtful] = _in_colors(lab[doubtful], lab[cloth])
    return kept


def _share_in_colors(part: NDArray[np.float32], cloth: NDArray[np.float32]) -> float:
    """Return the share of a part's colors, (n, 3) CIELAB, that are colors of the cloth, (m, 3)."""
    return float(np.mean(_in_colors(_sampled(part), cloth)))


def _in_colors(part: NDArray[np.float32], cloth: NDArray[np.float32]) -> Flags:
    """Return which of a part's colors, (n, 3) CIELAB, are colors of the cloth, (m, 3), as (n,)."""
    colors = _sampled(cloth)
    nearest = max(1, int(SETTINGS.color_share * len(colors)))
    squares = (part**2).sum(axis=1)[:, None] + (colors**2).sum(axis=1) - 2 * part @ colors.T
    is_one: Flags = np.partition(squares, nearest - 1, axis=1)[:, nearest - 1] < SETTINGS.same_color**2
    return is_one


def _sampled(colors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return at most `_SAMPLES` of the colors, evenly spaced."""
    return colors[:: -(-len(colors) // _SAMPLES)]
