"""Simulated clicks on labeled garments: the candidates at every click, with their true IoU."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine import Analysis, Engine
from recolor.engine.finding.choice import Choice, choose
from recolor.engine.finding.click_candidates import ClickCandidates, candidates_for
from recolor.engine.finding.click_measurements import measure
from recolor.engine.finding.overlap import iou
from recolor.engine.finding.photo_decoder import PhotoDecoder, Point
from recolor.engine.types import Mask

from . import data

CLICKS = 6  # of each garment
_MINIMUM_SHARE = 0.01  # of the photo; smaller garments are not clicked
_CORRECTED = 0.5  # share of the garments whose found mask is corrected
_MINIMUM_FOUND = 0.3  # IoU of a found mask that is corrected
_CENTRAL = 0.5  # share of clicks that are exactly in the middle of the largest error

Flags = NDArray[np.bool_]
Rank = Callable[[NDArray[np.float32]], NDArray[np.float32]]  # from the measurements of candidates


@dataclass(frozen=True)
class State:
    """The candidates for one click that contradict the fewest clicks.

    Attributes
    ----------
    number
        How many clicks there were before.
    measurements : (n, measurements) float32
        See `click_measurements.measure`.
    ious : (n,) float32
        The true IoU of each with the garment.
    """

    number: int
    measurements: NDArray[np.float32]
    ious: NDArray[np.float32]


def simulate(
    engine: Engine, analysis: Analysis, item: data.Item, rank: Rank | None, random: np.random.Generator
) -> Iterator[State]:
    """Click on every garment of a photo, and yield the candidates at each click.

    Half of the garments that were found are corrected, as in the studio: their middle counts as the first click. The
    others are selected anew. Each click is inside the largest error of the candidate with the highest rank: half of the
    time in its middle, otherwise at a random place that is more probable farther inside. Without `rank`, candidates are
    ranked by their score and their overlap with the mask before the click.
    """
    photo, _labels = data.load(item)
    decoder = PhotoDecoder(engine._decoder, analysis)
    garments = choose(analysis)
    for _name, mask in data.garments(item):
        truth = decoder.resize(mask.astype(np.uint8) * 255, cv2.INTER_AREA) > 127
        previous = _found(truth, garments) if random.random() < _CORRECTED else None
        points = [] if previous is None else [_point(*middle_of(previous > 0.5), decoder.cell, True)]
        while truth.mean() >= _MINIMUM_SHARE and len(points) < CLICKS:
            before = np.zeros_like(truth) if previous is None else previous > 0.5
            if np.array_equal(before, truth):
                break
            points.append(_next_click(truth, before, decoder.cell, random))
            candidates = candidates_for(decoder, points, previous, garments)
            allowed = np.flatnonzero(candidates.contradictions == candidates.contradictions.min())
            ious = np.array([iou(mask > 0.5, truth) for mask in candidates.masks], np.float32)
            measurements = measure(candidates, decoder, photo, points, previous, garments)
            yield State(len(points) - 1, measurements[allowed], ious[allowed])
            ranks = _untrained_rank(candidates, previous) if rank is None else rank(measurements)
            best = allowed[ranks[allowed].argmax()]
            previous = (candidates.masks[best] > 0.5).astype(np.float32)


def _found(truth: Flags, garments: list[Choice]) -> Mask | None:
    """Return the mask of the found garment that overlaps most with the true one and has its middle in it, if any."""
    masks = [garment.mask for garment in garments if truth[middle_of(garment.mask)]]
    best = max(masks, key=lambda mask: iou(mask, truth), default=None)
    return None if best is None or iou(best, truth) < _MINIMUM_FOUND else best.astype(np.float32)


def middle_of(region: Flags) -> tuple[int, int]:
    """Return the row and the column of the cell that is farthest from the border of a region."""
    row, column = np.unravel_index(int(_distances(region).argmax()), region.shape)
    return int(row), int(column)


def _distances(region: Flags) -> NDArray[np.float32]:
    return cv2.distanceTransform(np.pad(region.view(np.uint8), 1), cv2.DIST_L2, 5)[1:-1, 1:-1]


def _untrained_rank(candidates: ClickCandidates, previous: NDArray[np.float32] | None) -> NDArray[np.float32]:
    if previous is None:
        return candidates.scores
    return candidates.scores + np.array([iou(mask > 0.5, previous > 0.5) for mask in candidates.masks], np.float32)


def _next_click(truth: Flags, before: Flags, cell: float, random: np.random.Generator) -> Point:
    """Return a click in the largest error, in pixels of the photo."""
    errors = truth & ~before, before & ~truth
    adds = bool(_distances(errors[0]).max() >= _distances(errors[1]).max())
    error = errors[0 if adds else 1]
    row, column = middle_of(error)
    if random.random() > _CENTRAL:
        labels = cv2.connectedComponents(error.view(np.uint8))[1]
        weights = (_distances(error) * (labels == labels[row, column])).ravel() ** 2
        row, column = divmod(int(random.choice(weights.size, p=weights / weights.sum())), error.shape[1])
    return _point(row, column, cell, adds)


def _point(row: int, column: int, cell: float, adds: bool) -> Point:
    return (column + 0.5) * cell, (row + 0.5) * cell, adds
