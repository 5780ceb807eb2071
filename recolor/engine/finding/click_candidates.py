"""Candidate masks for clicks: what a selection can become after a click."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Mask
from .choice import Choice, Flags
from .photo_decoder import PhotoDecoder, Point, PointsPrompt

_ESTIMATE_LOGIT = 8.0  # logit, in a prompt, of an estimate of the mask where its probability is 1
_BRUSH_RADIUS = 1  # cells; of the smallest change that a click can make


class Kind(IntEnum):
    """How a candidate was made."""

    ESTIMATED = 0  # the decoder's masks for the clicks and an estimate: the mask before the click or a found garment
    FRESH = 1  # the decoder's masks for the clicks alone
    STORED = 2  # a candidate of the analysis
    PART = 3  # the mask before the click, with the decoder's mask for the last click added or removed
    STORED_PART = 4  # the mask before the click, with a candidate of the analysis added or removed
    NEARBY = 5  # the mask before the click, with only the change of another candidate at the last click
    BRUSH = 6  # the mask before the click, with a disc at the last click added or removed


@dataclass(eq=False)
class ClickCandidates:
    """The candidates for a click.

    Attributes
    ----------
    masks : (n, h, w) float32
        Probabilities, 0..1, at the size of the decoder's masks.
    scores : (n,) float32
        IoU with a whole object that the decoder predicts, or that is expected of a stored candidate, or of the part
        that is added or removed.
    kinds : (n,) int
        A `Kind` for each.
    indices : (n,) int
        Which of the decoder's four masks each is made from; 0 for those that are not.
    contradictions : (n,) int
        How many clicks each contradicts.
    """

    masks: NDArray[np.float32]
    scores: NDArray[np.float32]
    kinds: NDArray[np.int_]
    indices: NDArray[np.int_]
    contradictions: NDArray[np.int_]


class _Collected:
    """Candidates that are collected one by one."""

    def __init__(self, decoder: PhotoDecoder, points: Sequence[Point]) -> None:
        self._decoder, self._points = decoder, points
        self._masks: list[Mask] = []
        self._rows: list[tuple[float, Kind, int, int]] = []

    def add(self, kind: Kind, masks: Iterable[Mask | Flags], scores: Iterable[float], of_decoder: bool = True) -> None:
        for index, (mask, score) in enumerate(zip(masks, scores, strict=True)):
            self._masks.append(mask.astype(np.float32))
            contradictions = count_contradictions(mask, self._points, self._decoder)
            self._rows.append((float(score), kind, index if of_decoder else 0, contradictions))

    def candidates(self) -> ClickCandidates:
        scores, *counts = zip(*self._rows, strict=True)
        return ClickCandidates(np.stack(self._masks), np.array(scores, np.float32), *(np.array(c, int) for c in counts))


def candidates_for(
    decoder: PhotoDecoder, points: Sequence[Point], previous: Mask | None, garments: Sequence[Choice]
) -> ClickCandidates:
    """Return the candidates for a new selection, or for a correction of `previous`; see the functions below."""
    if previous is None:
        return first_candidates(decoder, points, garments)
    return correction_candidates(decoder, points, previous)


def first_candidates(decoder: PhotoDecoder, points: Sequence[Point], garments: Sequence[Choice]) -> ClickCandidates:
    """Return the candidates for a new selection.

    Parameters
    ----------
    decoder
        The decoder for the photo.
    points
        The clicks.
    garments
        The garments that were found in the photo. One that agrees with the clicks is an estimate of the mask.
    """
    prompts = [PointsPrompt(points)]
    at_clicks = [garment for garment in garments if not count_contradictions(garment.mask, points, decoder)]
    prompts += [PointsPrompt(points, None, garment.mask.astype(np.float32)) for garment in at_clicks[:1]]
    decoded, scores = decoder.decode_all(prompts, _ESTIMATE_LOGIT)
    collected = _Collected(decoder, points)
    collected.add(Kind.FRESH, decoded[0], scores[0])
    for masks, of_masks in zip(decoded[1:], scores[1:], strict=True):
        collected.add(Kind.ESTIMATED, masks, of_masks)
    collected.add(Kind.STORED, *_stored(decoder, points), of_decoder=False)
    return collected.candidates()


def correction_candidates(decoder: PhotoDecoder, points: Sequence[Point], previous: Mask) -> ClickCandidates:
    """Return the candidates for a correction.

    Parameters
    ----------
    decoder
        The decoder for the photo.
    points
        All clicks; the last one is the correction.
    previous : (h, w) float32
        The mask before the last click, 0..1.
    """
    x, y, add = points[-1]
    # Earlier clicks of the other kind are outside the part that the last click adds or removes.
    opposite = [(other_x, other_y, False) for other_x, other_y, other_add in points[:-1] if other_add != add]
    prompts = [PointsPrompt(points, None, previous), PointsPrompt(points), PointsPrompt([(x, y, True), *opposite])]
    (estimated, fresh, parts), scores = decoder.decode_all(prompts, _ESTIMATE_LOGIT)

    def patched(part: Mask) -> Mask:
        return np.maximum(previous, part) if add else np.minimum(previous, 1 - part)

    collected = _Collected(decoder, points)
    collected.add(Kind.ESTIMATED, estimated, scores[0])
    collected.add(Kind.FRESH, fresh, scores[1])
    collected.add(Kind.STORED, *_stored(decoder, points), of_decoder=False)
    collected.add(Kind.PART, [patched(part) for part in parts], scores[2])
    at_click, expected = _stored(decoder, [(x, y, True)])
    collected.add(Kind.STORED_PART, [patched(part.astype(np.float32)) for part in at_click], expected, of_decoder=False)
    cell = decoder.cell_at(x, y)
    collected.add(Kind.NEARBY, [_change_at(previous, mask, cell) for mask in estimated], scores[0])
    collected.add(Kind.NEARBY, [_change_at(previous, mask, cell) for mask in fresh], scores[1])
    collected.add(Kind.BRUSH, [patched(_disc(previous.shape, cell))], [0.0], of_decoder=False)
    return collected.candidates()


def count_contradictions(mask: Mask | Flags, points: Sequence[Point], decoder: PhotoDecoder) -> int:
    """Return how many clicks a mask contradicts: it lacks those that add or contains those that remove.

    For clicks before the last one, a neighboring cell that agrees is enough. Otherwise, clicks close to each other on
    both sides of an edge would exclude every mask with a good edge.
    """
    count = 0
    for index, (x, y, add) in enumerate(points):
        row, column = decoder.cell_at(x, y)
        margin = 0 if index == len(points) - 1 else 1
        around = mask[max(0, row - margin) : row + margin + 1, max(0, column - margin) : column + margin + 1]
        count += not np.any((around > 0.5) == add)
    return count


def _stored(decoder: PhotoDecoder, points: Sequence[Point]) -> tuple[NDArray[np.bool_], NDArray[np.float32]]:
    """Return the candidates of the analysis that agree with all clicks, and their expected IoU."""
    analysis = decoder.analysis
    agrees = [not count_contradictions(mask, points, decoder) for mask in analysis.candidates]
    return analysis.candidates[agrees], analysis.expected[agrees]


def _change_at(previous: Mask, mask: Mask, cell: tuple[int, int]) -> Mask:
    """Return `previous` with only that connected part of its difference from `mask` which covers a cell."""
    changed = ((mask > 0.5) != (previous > 0.5)).astype(np.uint8)
    _count, labels = cv2.connectedComponents(changed, connectivity=4)
    label = labels[cell]
    return np.where(labels == label, mask, previous) if label else previous


def _disc(shape: tuple[int, ...], cell: tuple[int, int]) -> Mask:
    disc = np.zeros(shape, np.float32)
    cv2.circle(disc, (cell[1], cell[0]), _BRUSH_RADIUS, 1.0, -1)
    return disc
