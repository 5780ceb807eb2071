"""The outfit of a photo: the most likely set of garments, given the parser's probabilities.

The parser confuses similar classes: it may label one half of a long skirt as dress. Its classes are therefore not used
directly. A set of garments is scored by how well it explains the probabilities, where a garment also explains the
classes that it is often confused with, and by how often such garments are worn together.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from .classes import EXTRAS, NOT_DYED, fractions, garment_classes

ProbabilityMap = NDArray[np.float32]  # (rows, columns) of the parser's grid, 0..1
TABLES = Path(__file__).with_name("outfits.json")


@dataclass(frozen=True)
class Settings:
    """Tuned on split `val` of the labeled photos. Scores are log likelihoods, summed over cells."""

    garment_penalty: float = 450.0  # an additional garment must gain more than this
    pair_weight: float = 40.0  # factor of the log odds that two garments are worn together
    minimum_probability: float = 0.02  # lower limit of the explained probability of a cell
    minimum_area: float = 0.004  # share of the photo; smaller regions are ignored
    step: int = 2  # only every second row and column is scored


SETTINGS = Settings()


@dataclass(frozen=True)
class Tables:
    """Statistics of the labeled photos, in `outfits.json`; see training/README.md.

    Attributes
    ----------
    likelihoods : (garments, garments) float32
        Row: garment, column: class. Likelihood of the class on the garment, relative to the garment's own class.
    pairs : (garments, garments) float32
        Log odds that two garments are worn together, against chance.
    """

    likelihoods: NDArray[np.float32]
    pairs: NDArray[np.float32]


@functools.cache
def tables() -> Tables:
    """Return the statistics."""
    stored = json.loads(TABLES.read_text())
    size = len(garment_classes())
    likelihoods, pairs = np.eye(size, dtype=np.float32), np.zeros((size, size), np.float32)
    index = {name: number for number, name in enumerate(garment_classes())}
    for garment, row in stored["likelihoods"].items():
        for name, value in row.items():
            likelihoods[index[garment], index[name]] = value
    for names, value in stored["pairs"].items():
        first, second = (index[name] for name in names.split(" + "))
        pairs[first, second] = pairs[second, first] = value
    return Tables(likelihoods, pairs)


@dataclass(eq=False)
class Region:
    """The region of a garment on the parser's grid.

    Attributes
    ----------
    name
        The garment's class.
    probability : (rows, columns) float32
        Probability, 0..1, that a cell belongs to the garment.
    """

    name: str
    probability: ProbabilityMap

    @property
    def cells(self) -> NDArray[np.bool_]:
        """The cells, (rows, columns) bool, that probably belong to the garment."""
        return self.probability > 0.5


class Evidence:
    """The parser's output for a photo, prepared for the search of outfits.

    Attributes
    ----------
    explained : (garments, rows, columns) float32
        How well each garment explains each cell.
    extras : dict
        Probability maps of shoes, bags, hats and belts.
    other : (rows, columns) float32
        Probability of everything that is not a garment.
    own : (garments, rows, columns) float32
        The parser's probability of each garment.
    cloth : (rows, columns) float32
        Probability of any garment.
    """

    def __init__(self, probabilities: NDArray[np.uint8]) -> None:
        maps = fractions(probabilities)
        self.own: NDArray[np.float32] = np.stack([maps[name] for name in garment_classes()])
        self.explained: NDArray[np.float32] = np.tensordot(tables().likelihoods, self.own, axes=1).astype(np.float32)
        self.extras = {name: maps[name] for name in EXTRAS}
        self.cloth: ProbabilityMap = np.clip(self.own.sum(axis=0), 0, 1)
        self.maps = maps
        self.other: ProbabilityMap = np.sum([maps[name] for name in NOT_DYED], axis=0, dtype=np.float32)
        step = SETTINGS.step
        background = np.maximum.reduce([self.other, *self.extras.values()])
        self._background = np.maximum(background[::step, ::step], SETTINGS.minimum_probability).ravel()
        self._sampled = self.explained[:, ::step, ::step].reshape(len(self.explained), -1)

    def score(self, garments: Sequence[int]) -> float:
        """Return the log likelihood of a set of garments, given by their indices in `garment_classes`."""
        best = np.maximum.reduce([self._background, *(self._sampled[index] for index in garments)])
        return float(np.log(best).sum()) * SETTINGS.step**2 + _prior(garments)

    def scores_with(self, garments: Sequence[int], added: Sequence[int]) -> list[float]:
        """Return the log likelihood of a set of garments with each of several others added to it."""
        best = np.maximum.reduce([self._background, *(self._sampled[index] for index in garments)])
        likelihoods = np.log(np.maximum(best, self._sampled[list(added)])).sum(axis=1) * SETTINGS.step**2
        return [float(value) + _prior([*garments, index]) for value, index in zip(likelihoods, added, strict=True)]

    def regions(self, garments: Sequence[int]) -> list[Region]:
        """Return the regions of the garments of an outfit and of extras, without those that are too small."""
        names = [*(garment_classes()[index] for index in garments), *self.extras]
        stack = np.stack([*self.explained[list(garments)], *self.extras.values()])
        best = stack.argmax(axis=0)
        total = np.maximum(stack.max(axis=0) + self.other, 1e-6)
        regions = [
            Region(name, np.where(best == index, stack[index] / total, 0).astype(np.float32))
            for index, name in enumerate(names)
        ]
        return [region for region in regions if region.cells.mean() >= SETTINGS.minimum_area]


def _prior(garments: Sequence[int]) -> float:
    """Return the log likelihood of wearing garments together."""
    pairs = tables().pairs[np.ix_(garments, garments)]
    return SETTINGS.pair_weight * float(np.triu(pairs, 1).sum()) - SETTINGS.garment_penalty * len(garments)


def most_likely_outfit(evidence: Evidence, required: Sequence[Sequence[int]] = (), penalty: float = 0.0) -> list[int]:
    """Search the set of garments with the highest score, by changing one garment at a time.

    Parameters
    ----------
    evidence
        The parser's output.
    required
        For each requested garment the classes that it may have; the outfit contains one of each.
    penalty
        Subtracted from the score for each garment that was not requested.

    Returns
    -------
    list of int
        Indices of the garments in `garment_classes`: those for `required` first, in that order, then others.
    """
    shares = evidence.own.mean(axis=(1, 2))
    candidates = [int(index) for index in np.argsort(-shares) if shares[index] > SETTINGS.minimum_area / 2]
    chosen: list[int] = []
    for classes in required:
        free = [index for index in classes if index not in chosen] or list(classes)
        chosen.append(max(free, key=lambda index: shares[index]))
    outfit = [*chosen, *(index for index in candidates if index not in chosen)]
    best = evidence.score(outfit) - penalty * (len(outfit) - len(required))
    while True:
        top, changed = max(
            (
                move
                for position in range(len(outfit) + 1)
                for move in _moves(evidence, outfit, position, required, candidates, penalty)
            ),
            key=lambda move: move[0],
            default=(best, outfit),
        )
        if top <= best + 1e-3:
            return outfit
        best, outfit = top, changed


def _moves(
    evidence: Evidence,
    outfit: Sequence[int],
    position: int,
    required: Sequence[Sequence[int]],
    candidates: Sequence[int],
    penalty: float,
) -> Iterator[tuple[float, list[int]]]:
    """Yield the outfits that differ at a position, with their scores; the position after the last adds a garment."""
    rest = [*outfit[:position], *outfit[position + 1 :]]
    is_required = position < len(required)
    allowed = required[position] if is_required else candidates
    added = [index for index in allowed if index not in outfit]
    unrequested = penalty * (len(rest) - len(required) + (1 if is_required else 0))
    if position < len(outfit) and not is_required:
        yield evidence.score(rest) - unrequested, rest
    if added:
        unrequested += 0.0 if is_required else penalty
        for score, index in zip(evidence.scores_with(rest, added), added, strict=True):
            yield score - unrequested, [*outfit[:position], index, *outfit[position + 1 :]]
