"""Measurements of candidate masks, from which their quality is estimated."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..imaging.resize import resize
from ..networks.parser import class_groups
from ..types import Pixels
from .candidates import DIFFERENCE, UNION, Candidates
from .classes import EXTRAS, garment_classes
from .outfits import Evidence, Region

_RING = 5  # cells; side of the square that grows a mask to its surroundings


class Measured:
    """The measurements of the candidates of a photo.

    Attributes
    ----------
    values : (candidates, measurements) float32
        The measurements, each about 0..1: of the classes inside and around each candidate, its overlap with the
        parser's regions, its colors and its shape, and at the end the mean probability of each garment class.
    explained : (candidates, garments) float32
        How well each garment explains the cells of each candidate.
    embeddings : (candidates, 256) float32
        Mean of MobileSAM's embedding of the photo, (256, rows, columns), inside each candidate.
    """

    def __init__(
        self,
        candidates: Candidates,
        evidence: Evidence,
        regions: Sequence[Region],
        pixels: Pixels,
        embedding: NDArray[np.float16],
    ) -> None:
        count, rows, columns = candidates.small.shape
        self._shape = (rows, columns)
        inside = candidates.small.reshape(count, -1).astype(np.float32)
        rings = np.stack([_ring(mask) for mask in candidates.small]).reshape(count, -1).astype(np.float32)
        maps = self._maps(evidence, pixels)
        areas = np.maximum(inside.sum(axis=1, keepdims=True), 1)
        means, ring_means = (
            (inside @ maps.T) / areas,
            (rings @ maps.T) / np.maximum(rings.sum(axis=1, keepdims=True), 1),
        )
        self.embeddings = _mean_embeddings(candidates.small, embedding)
        garments = len(garment_classes())
        self.explained: NDArray[np.float32] = means[:, :garments]
        self.values: NDArray[np.float32] = np.column_stack(
            [
                *_class_measurements(means, ring_means, garments),
                *self._region_measurements(evidence, regions, inside, areas),
                [recipe.score for recipe in candidates.recipes],
                [recipe.kind == UNION for recipe in candidates.recipes],
                [recipe.kind == DIFFERENCE for recipe in candidates.recipes],
                np.sqrt(areas[:, 0] / inside.shape[1]),
                *_color_measurements(means[:, -6:], ring_means[:, -6:]),
                *_shape_measurements(candidates.small, self._person_row(evidence)),
                *(inside @ np.stack([self._resized(values) for values in evidence.own]).T / areas).T,
            ]
        ).astype(np.float32)

    def _person_row(self, evidence: Evidence) -> float:
        """Return the mean row of skin and hair as a share of the height; 0.3, as in most photos, without a person."""
        weights = (evidence.maps["skin"] + evidence.maps["hair"]).sum(axis=1)
        if weights.sum() < 1:
            return 0.3
        return float((weights * np.arange(len(weights))).sum() / weights.sum() / len(weights))

    def _resized(self, values: NDArray[np.float32]) -> NDArray[np.float32]:
        return resize(values, self._shape[1], self._shape[0], cv2.INTER_LINEAR).ravel()

    def _maps(self, evidence: Evidence, pixels: Pixels) -> NDArray[np.float32]:
        """Return what is averaged, (maps, cells): garments, groups, cloth, person, extras, CIELAB and its squares."""
        explained = [self._resized(values) for values in evidence.explained]
        own = dict(zip(garment_classes(), evidence.own, strict=True))
        members = [[own[name] for name in group if name in own] for group in class_groups()]
        groups = [self._resized(np.sum(maps, axis=0)) for maps in members if maps]
        cloth = self._resized(evidence.own.sum(axis=0))
        person = self._resized(evidence.maps["skin"] + evidence.maps["hair"])
        extras = self._resized(np.sum([evidence.maps[name] for name in EXTRAS], axis=0))
        lab = rgb_to_lab(resize(pixels, self._shape[1], self._shape[0], cv2.INTER_AREA)).reshape(-1, 3).T
        return np.stack([*explained, *groups, cloth, person, extras, *lab, *lab**2]).astype(np.float32)

    def _region_measurements(
        self,
        evidence: Evidence,
        regions: Sequence[Region],
        inside: NDArray[np.float32],
        areas: NDArray[np.float32],
    ) -> list[NDArray[np.float32]]:
        """Return the overlap with the cells of the best class, with the regions, and with all cloth."""
        best = self.explained.argmax(axis=1)
        labels = evidence.explained.argmax(axis=0)
        is_cloth = evidence.own.sum(axis=0) > 0.5
        chosen = sorted({int(index) for index in best})
        maps = {n: self._resized(np.where((labels == n) & is_cloth, evidence.explained[n], 0)) for n in chosen}
        complete = np.array([inside[row] @ maps[n] / max(1.0, float(maps[n].sum())) for row, n in enumerate(best)])
        cloth = max(1.0, float(self._resized(evidence.own.sum(axis=0)).sum()))
        if not regions:
            none = np.zeros(len(inside), np.float32)
            return [complete, none, none, none, areas[:, 0] / cloth]
        probabilities = np.stack([self._resized(region.probability) for region in regions])
        common = inside @ probabilities.T
        totals = probabilities.sum(axis=1)
        fits = np.sort(common / np.maximum(totals + areas - common, 1), axis=1)
        second = fits[:, -2] if fits.shape[1] > 1 else np.zeros(len(inside))
        return [complete, fits[:, -1], second, (common / np.maximum(totals, 1)).max(axis=1), areas[:, 0] / cloth]


def _ring(mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the cells close to a mask and outside it."""
    return (cv2.dilate(mask.astype(np.uint8), np.ones((_RING, _RING), np.uint8)) > 0) & ~mask


def _class_measurements(
    means: NDArray[np.float32], ring_means: NDArray[np.float32], garments: int
) -> list[NDArray[np.float32]]:
    """Return how certain the classes are inside, and how much they differ from the surroundings."""
    rows = np.arange(len(means))
    best = means[:, :garments].argmax(axis=1)
    groups, ring_groups = means[:, garments:-9], ring_means[:, garments:-9]
    best_group = groups.argmax(axis=1)
    cloth, person, extras = means[:, -9], means[:, -8], means[:, -7]
    return [
        cloth,
        ring_means[:, -9],
        means[rows, best],
        means[rows, best] - ring_means[rows, best],
        groups[rows, best_group] / np.maximum(cloth, 0.05),
        groups[rows, best_group] - ring_groups[rows, best_group],
        ring_groups[rows, best_group],
        person,
        ring_means[:, -8],
        extras,
    ]


def _color_measurements(means: NDArray[np.float32], ring_means: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Return the spread of lightness and chroma inside, and their difference from the surroundings.

    means, ring_means: of L, a, b and their squares.
    """
    spread = np.sqrt(np.maximum(means[:, 3:] - means[:, :3] ** 2, 0))
    difference = means[:, :3] - ring_means[:, :3]
    return [
        spread[:, 0] / 30,
        np.hypot(spread[:, 1], spread[:, 2]) / 20,
        np.abs(difference[:, 0]) / 30,
        np.hypot(difference[:, 1], difference[:, 2]) / 20,
    ]


def _shape_measurements(masks: NDArray[np.bool_], person_row: float) -> list[NDArray[np.float64]]:
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
