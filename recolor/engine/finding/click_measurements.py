"""Measurements of the candidates for a click, from which their quality is estimated."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.spaces import rgb_to_lab
from ..types import Mask, Pixels
from .choice import Choice
from .classes import EXTRAS, garment_classes
from .click_candidates import ClickCandidates, Kind
from .extras import probability_of
from .overlap import ious_between
from .photo_decoder import PhotoDecoder, Point

Values = NDArray[np.float32]

_DECODER_MASKS = 4
_STEP = 2  # every second row and column of the masks is measured
_EMPTY = 0.5  # cells; smaller areas count as this, so that a division by them is possible


def measure(
    candidates: ClickCandidates,
    decoder: PhotoDecoder,
    pixels: Pixels,
    points: Sequence[Point],
    previous: Mask | None,
    garments: Sequence[Choice],
) -> Values:
    """Measure how well candidates agree with the clicks, with each other, and with what is known of the photo.

    Parameters
    ----------
    candidates
        The candidates.
    decoder
        The decoder for the photo.
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    points
        All clicks.
    previous : (h, w) float32
        The mask before the last click, 0..1; None for a new selection.
    garments
        The garments that were found in the photo.

    Returns
    -------
    (n, measurements) float32
        The measurements of each candidate, most of them about 0..1. The network (`click_quality.py`) was trained with
        these columns in this order: after a change of them, run `python -m training.train_clicks` again.
    """
    soft = candidates.masks[:, ::_STEP, ::_STEP]
    masks = soft > 0.5
    before = np.zeros(masks.shape[1:], bool) if previous is None else previous[::_STEP, ::_STEP] > 0.5
    inside, was_inside = _flat(masks), _flat(before[None])
    added, removed = inside * (1 - was_inside), was_inside * (1 - inside)
    areas = _areas(inside)
    columns = [
        _of_origin(candidates),
        _of_clicks(candidates.contradictions, masks, _cell(decoder, points[0]), points, previous is not None),
        _of_change(masks, before, _cell(decoder, points[-1])),
        _shares(added, removed, _areas(was_inside)),
        _of_overlap(inside, areas, decoder, garments),
        _of_shape(soft, masks),
        _of_content(decoder, pixels, inside, added, removed, was_inside),
        _agreement(inside, candidates),
    ]
    return np.column_stack(columns).astype(np.float32)


def _flat(masks: NDArray[np.bool_]) -> Values:
    """Return masks, (n, rows, columns), as (n, cells) float32 0 or 1."""
    return masks.reshape(len(masks), -1).astype(np.float32)


def _cell(decoder: PhotoDecoder, point: Point) -> tuple[int, int]:
    """Return the row and the column of a click in the reduced masks."""
    row, column = decoder.cell_at(*point[:2])
    return row // _STEP, column // _STEP


def _areas(flat: Values) -> Values:
    areas: Values = np.maximum(flat.sum(axis=1), _EMPTY)
    return areas


def _of_origin(candidates: ClickCandidates) -> Values:
    """Return the kind and the decoder's mask, one of n each, the score, and its distance from the best score."""
    kinds, indices = np.eye(len(Kind))[candidates.kinds], np.eye(_DECODER_MASKS)[candidates.indices]
    scores = candidates.scores
    return np.column_stack([kinds, indices, scores, scores - scores.max()])


def _of_clicks(
    contradictions: NDArray[np.int_],
    masks: NDArray[np.bool_],
    first: tuple[int, int],
    points: Sequence[Point],
    corrects: bool,
) -> Values:
    """Return how many clicks each mask contradicts, how central the cell of the first click is, and what clicks do."""
    central = [_centrality(mask, first)[0] for mask in masks]
    added = sum(add for _x, _y, add in points)
    of_all = [corrects, added / 4, (len(points) - added) / 4, points[-1][2]]
    return np.column_stack([contradictions, central, np.tile(of_all, (len(masks), 1))])


def _of_change(masks: NDArray[np.bool_], before: NDArray[np.bool_], cell: tuple[int, int]) -> Values:
    """Return how much of each change is at the last click, how central the click is in that part, and its radius."""
    rows = []
    for mask in masks:
        changed = (mask != before).astype(np.uint8)
        label_of = cv2.connectedComponents(changed, connectivity=4)[1]
        label = label_of[cell]
        part = (label_of == label) & (label > 0)
        share = np.count_nonzero(part) / max(1, int(np.count_nonzero(changed)))
        rows.append((share, *_centrality(part, cell)))
    return np.array(rows)


def _centrality(part: NDArray[np.bool_], cell: tuple[int, int]) -> tuple[float, float]:
    """Return the distance of a cell from the part's border relative to the largest one, 0..1, and the largest one.

    The largest distance is given relative to the mask's long side.
    """
    padded = cv2.copyMakeBorder(part.view(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=0)
    distances = cv2.distanceTransform(padded, cv2.DIST_L2, 3)[1:-1, 1:-1]
    largest = float(distances.max())
    return float(distances[cell]) / max(largest, _EMPTY), largest / max(part.shape) * 8


def _shares(added: Values, removed: Values, area: Values) -> Values:
    """Return what is added and removed, relative to the mask before the click, and the overlap with it."""
    plus, minus = added.sum(axis=1), removed.sum(axis=1)
    overlap = (area - minus) / (area + plus)
    return np.column_stack([np.log1p(plus / area), minus / area, overlap])


def _of_overlap(inside: Values, areas: Values, decoder: PhotoDecoder, garments: Sequence[Choice]) -> Values:
    """Return the overlap with the candidates of the analysis, alone and with their expected IoU, and with garments."""
    analysis = decoder.analysis
    results = np.zeros((len(inside), 5), np.float32)
    if len(analysis.candidates):
        ious = ious_between(inside, _flat(analysis.candidates[:, ::_STEP, ::_STEP]))
        best = analysis.expected[ious.argmax(axis=1)]
        results[:, :3] = np.column_stack([ious.max(axis=1), (ious * analysis.expected).max(axis=1), best])
    if garments:
        found = _flat(np.stack([garment.mask for garment in garments])[:, ::_STEP, ::_STEP])
        shares = np.sort((inside @ found.T) / areas[:, None], axis=1)
        results[:, 3:] = np.column_stack([ious_between(inside, found).max(axis=1), shares[:, :-1].sum(axis=1)])
    return results


def _of_shape(soft: NDArray[np.float32], masks: NDArray[np.bool_]) -> Values:
    """Return the area, how certain the mask is inside, the length of its border, and the share of its largest piece."""
    rows = []
    for probabilities, mask in zip(soft, masks, strict=True):
        area = max(1, int(np.count_nonzero(mask)))
        certain = float(np.abs(2 * probabilities[mask] - 1).sum()) / area
        border = int(np.count_nonzero(mask[1:] != mask[:-1]) + np.count_nonzero(mask[:, 1:] != mask[:, :-1]))
        stats = cv2.connectedComponentsWithStats(mask.view(np.uint8), connectivity=8)[2]
        largest = stats[1:, cv2.CC_STAT_AREA].max() if len(stats) > 1 else 0
        rows.append((np.log(area / mask.size + 1e-4) / 4, certain, border / area**0.5 / 8, largest / area))
    return np.array(rows)


def _of_content(
    decoder: PhotoDecoder, pixels: Pixels, inside: Values, added: Values, removed: Values, was_inside: Values
) -> Values:
    """Return what the parser sees in each mask and in its change, and how different the colors are."""
    analysis = decoder.analysis
    shape = (decoder.height, decoder.width)
    parsed = [probability_of(analysis, names, shape) for names in (garment_classes(), ("skin", "hair"), EXTRAS)]
    small = np.dstack(parsed)[::_STEP, ::_STEP].reshape(-1, 3)
    colors = decoder.resize(pixels, cv2.INTER_AREA)[::_STEP, ::_STEP]
    lab = rgb_to_lab(colors.reshape(-1, 3)) / 50
    maps = np.column_stack([small, lab, lab**2])
    within, of_added, of_removed, of_before = (
        (flat @ maps) / _areas(flat)[:, None] for flat in (inside, added, removed, was_inside)
    )
    spread = np.sqrt(np.maximum(within[:, 6:] - within[:, 3:6] ** 2, 0))
    has_added, has_removed = (np.any(flat, axis=1, keepdims=True) for flat in (added, removed))
    differences = [
        np.abs(of_added[:, 3:6] - of_before[:, 3:6]) * has_added * was_inside.any(),
        np.abs(of_removed[:, 3:6] - within[:, 3:6]) * has_removed,
    ]
    return np.column_stack([within[:, :3], of_added[:, :3], of_removed[:, :3], spread, *differences])


def _agreement(inside: Values, candidates: ClickCandidates) -> Values:
    """Return the mean overlap with all candidates, and with the decoder's masks weighted by their scores."""
    ious = ious_between(inside, inside)
    decoded = np.isin(candidates.kinds, (Kind.ESTIMATED, Kind.FRESH)) * candidates.scores**4
    return np.column_stack([ious.mean(axis=1), ious @ decoded / max(float(decoded.sum()), 1e-3)])
