"""Measurements of candidate masks, from which their quality is estimated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.resize import resize
from ..networks.parser import class_groups
from ..types import Pixels
from .candidates import DIFFERENCE, UNION, Candidates, Recipe
from .classes import EXTRAS, garment_classes
from .outfits import Evidence, Region

_RING = 5  # cells; side of the square that grows a mask to its surroundings


Values = NDArray[np.float32]


@dataclass(frozen=True)
class Measured:
    """The measurements of the candidates of a photo.

    Attributes
    ----------
    values : (candidates, measurements) float32
        The measurements, each about 0..1. The network (`quality.py`) was trained with these columns in this order:
        after a change of them, run `python -m training.train_quality` again.
    explained : (candidates, garments) float32
        How well each garment explains the cells of each candidate.
    embeddings : (candidates, 256) float32
        Mean of MobileSAM's embedding of the photo, (256, rows, columns), inside each candidate.
    """

    values: Values
    explained: Values
    embeddings: Values


class _Quantities(NamedTuple):
    """What is known of a photo: as maps, (k, cells) float32 each, or as their means for candidates, (candidates, k).

    explained: how well each garment explains a cell. groups: the probability of each group of classes. cloth, person,
    extras: of all garments, of skin and hair, and of extras; k is 1. lab, squared_lab: CIELAB and its squares.
    """

    explained: Values
    groups: Values
    cloth: Values
    person: Values
    extras: Values
    lab: Values
    squared_lab: Values


def measure(
    candidates: Candidates,
    evidence: Evidence,
    regions: Sequence[Region],
    pixels: Pixels,
    embedding: NDArray[np.float16],
) -> Measured:
    """Measure the candidates of a photo.

    Parameters
    ----------
    candidates
        The candidates.
    evidence
        The parser's output for the photo.
    regions
        The parser's regions.
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    embedding : (256, rows, columns) float16
        MobileSAM's embedding of the photo.
    """
    masks = candidates.small
    count, rows, columns = masks.shape
    inside = masks.reshape(count, -1).astype(np.float32)
    around = np.stack([_ring(mask) for mask in masks]).reshape(count, -1).astype(np.float32)
    maps = _maps(evidence, pixels, (rows, columns))
    means, ring_means = _means(inside, maps), _means(around, maps)
    values: list[NDArray[np.floating[Any]]] = [
        *_of_classes(means, ring_means),
        *_of_regions(evidence, regions, masks, means.explained.argmax(axis=1)),
        _of_recipes(candidates.recipes),
        np.sqrt(_areas(inside)[:, 0] / inside.shape[1]),
        *_of_colors(means, ring_means),
        *_of_shape(masks, _person_row(evidence)),
        _average(inside, _resized_all(evidence.own, (rows, columns))),  # `quality.py` reads these, the last ones
    ]
    return Measured(np.column_stack(values).astype(np.float32), means.explained, _mean_embeddings(masks, embedding))


def _areas(cells: Values) -> Values:
    """Return the areas of masks, (masks, cells), as (masks, 1); at least 1, to divide by them."""
    areas: Values = np.maximum(cells.sum(axis=1, keepdims=True), 1)
    return areas


def _average(cells: Values, maps: Values) -> Values:
    """Return the means of maps, (k, cells), inside masks, (masks, cells), as (masks, k)."""
    average: Values = (cells @ maps.T) / _areas(cells)
    return average


def _means(cells: Values, maps: _Quantities) -> _Quantities:
    """Return the means inside masks, (masks, cells)."""
    averages = _average(cells, np.concatenate(maps))  # as one product of matrices
    return _Quantities._make(np.split(averages, np.cumsum([len(each) for each in maps])[:-1], axis=1))


def _resized(values: Values, shape: tuple[int, int]) -> Values:
    """Return a map in the rows and columns of the candidates, (cells,) float32."""
    return resize(values, shape[1], shape[0], cv2.INTER_LINEAR).ravel()


def _resized_all(maps: Iterable[Values], shape: tuple[int, int]) -> Values:
    return np.stack([_resized(values, shape) for values in maps])


def _person_row(evidence: Evidence) -> float:
    """Return the mean row of skin and hair as a share of the height; 0.3, as in most photos, without a person."""
    weights = (evidence.maps["skin"] + evidence.maps["hair"]).sum(axis=1)
    if weights.sum() < 1:
        return 0.3
    return float((weights * np.arange(len(weights))).sum() / weights.sum() / len(weights))


def _maps(evidence: Evidence, pixels: Pixels, shape: tuple[int, int]) -> _Quantities:
    """Return what is averaged, in the rows and columns of the candidates."""
    own = dict(zip(garment_classes(), evidence.own, strict=True))
    members = [[own[name] for name in group if name in own] for group in class_groups()]
    lab = rgb_to_lab(resize(pixels, shape[1], shape[0], cv2.INTER_AREA)).reshape(-1, 3).T
    maps = _Quantities(
        explained=_resized_all(evidence.explained, shape),
        groups=_resized_all([np.sum(maps, axis=0) for maps in members if maps], shape),
        cloth=_resized_all([evidence.own.sum(axis=0)], shape),
        person=_resized_all([evidence.maps["skin"] + evidence.maps["hair"]], shape),
        extras=_resized_all([np.sum([evidence.maps[name] for name in EXTRAS], axis=0)], shape),
        lab=lab,
        squared_lab=lab**2,
    )
    return _Quantities._make(values.astype(np.float32) for values in maps)


def _of_regions(
    evidence: Evidence, regions: Sequence[Region], masks: NDArray[np.bool_], best: NDArray[np.int_]
) -> list[Values]:
    """Return the overlap with the cells of the best class, with the regions, and with all cloth.

    `best` is the index of the garment that explains each mask best.
    """
    shape = masks.shape[1:]
    inside = masks.reshape(len(masks), -1).astype(np.float32)
    areas = _areas(inside)
    labels = evidence.explained.argmax(axis=0)
    is_cloth = evidence.own.sum(axis=0) > 0.5
    chosen = sorted({int(index) for index in best})
    maps = {n: _resized(np.where((labels == n) & is_cloth, evidence.explained[n], 0), shape) for n in chosen}
    complete = np.array([inside[row] @ maps[n] / max(1.0, float(maps[n].sum())) for row, n in enumerate(best)])
    cloth = max(1.0, float(_resized(evidence.own.sum(axis=0), shape).sum()))
    if not regions:
        none = np.zeros(len(inside), np.float32)
        return [complete, none, none, none, areas[:, 0] / cloth]
    probabilities = _resized_all([region.probability for region in regions], shape)
    common = inside @ probabilities.T
    totals = probabilities.sum(axis=1)
    fits = np.sort(common / np.maximum(totals + areas - common, 1), axis=1)
    second = fits[:, -2] if fits.shape[1] > 1 else np.zeros(len(inside))
    return [complete, fits[:, -1], second, (common / np.maximum(totals, 1)).max(axis=1), areas[:, 0] / cloth]


def _of_recipes(recipes: Sequence[Recipe]) -> Values:
    """Return the decoder's scores, and which candidates are unions and differences, (candidates, 3) float32."""
    return np.array([(each.score, each.kind == UNION, each.kind == DIFFERENCE) for each in recipes], np.float32)


def _ring(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells close to a mask and outside it."""
    return (cv2.dilate(mask.astype(np.uint8), np.ones((_RING, _RING), np.uint8)) > 0) & ~mask


def _of_classes(means: _Quantities, ring_means: _Quantities) -> list[Values]:
    """Return how certain the classes are inside, and how much they differ from the surroundings."""
    rows = np.arange(len(means.explained))
    best, best_group = means.explained.argmax(axis=1), means.groups.argmax(axis=1)
    own, ring_own = means.explained[rows, best], ring_means.explained[rows, best]
    group, ring_group = means.groups[rows, best_group], ring_means.groups[rows, best_group]
    cloth = means.cloth[:, 0]
    return [
        cloth,
        ring_means.cloth,
        own,
        own - ring_own,
        group / np.maximum(cloth, 0.05),
        group - ring_group,
        ring_group,
        means.person,
        ring_means.person,
        means.extras,
    ]


def _of_colors(means: _Quantities, ring_means: _Quantities) -> list[Values]:
    """Return the spread of lightness and chroma inside, and their difference from the surroundings."""
    spread = np.sqrt(np.maximum(means.squared_lab - means.lab**2, 0))
    difference = means.lab - ring_means.lab
    return [
        spread[:, 0] / 30,
        np.hypot(spread[:, 1], spread[:, 2]) / 20,
        np.abs(difference[:, 0]) / 30,
        np.hypot(difference[:, 1], difference[:, 2]) / 20,
    ]


def _of_shape(masks: NDArray[np.bool_], person_row: float) -> list[NDArray[np.float64]]:
    """Return the bounding box, the center, the center relative to the person, and how full the box is."""
    rows, columns = np.asarray(masks.any(axis=2)), np.asarray(masks.any(axis=1))
    height, width = masks.shape[1:]
    top, bottom = rows.argmax(axis=1) / height, 1 - rows[:, ::-1].argmax(axis=1) / height
    left, right = columns.argmax(axis=1) / width, 1 - columns[:, ::-1].argmax(axis=1) / width
    shares = masks.mean(axis=(1, 2))
    center = (
        (masks.mean(axis=2) * np.arange(height)).sum(axis=1) / np.maximum(masks.mean(axis=2).sum(axis=1), 1e-6) / height
    )
    full = shares / np.maximum((bottom - top) * (right - left), 1e-3)
    return [top, bottom, right - left, center, center - person_row, full]


def _mean_embeddings(masks: NDArray[np.bool_], embedding: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the mean of the embedding of a photo, (256, rows, columns), inside masks, (masks, 256) float32."""
    features = embedding.astype(np.float32).reshape(len(embedding), -1)
    rows, columns = embedding.shape[1:]
    small = np.stack([resize(mask.astype(np.float32), columns, rows, cv2.INTER_AREA).ravel() for mask in masks])
    means: NDArray[np.float32] = (small @ features.T) / np.maximum(small.sum(axis=1, keepdims=True), 0.5)
    return means
