"""Selection of a garment by clicks: each click corrects the selection before it."""

from collections.abc import Sequence

import cv2
import numpy as np

from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Garment, Mask, Picture
from . import naming
from .edges import soft_mask
from .garments import cloth_color
from .overlap import iou
from .photo_decoder import PhotoDecoder, Point

LEVELS = ("part", "garment", "outfit")  # what a first click can select, from the smallest to the largest

_SINGLE_GARMENT = 1  # index of the decoder's mask that usually covers a single garment
_PART_MASKS = 2  # number of the decoder's masks, from the first, that usually cover one part of a garment
_ESTIMATE_LOGIT = 8.0  # logit, in the prompt, of an estimate of the mask where its probability is 1
_PART_BONUS = 0.3  # share of the selection's area by which a candidate with a part added or removed may change more
_MINIMUM_AREA = 1e-3  # share of the photo; lower limit of the area to which changes of a selection are compared


def select_garment(
    picture: Picture,
    analysis: Analysis,
    decoder: Decoder,
    points: Sequence[Point],
    previous: Garment | None,
    level: str | None = None,
) -> Garment:
    """Select a garment from clicked points.

    Parameters
    ----------
    picture, analysis
        The photo and its analysis.
    decoder
        MobileSAM's decoder.
    points
        All clicks so far, each (x, y, add) with x and y in pixels of the photo. True adds the part at the point to the
        garment, False removes it.
    previous
        The selection before the last click; None for a new selection.
    level
        What a new selection covers: "part", "garment" or "outfit". None means "garment". A correction ignores it.

    Returns
    -------
    Garment
        The selection, named "selection".

    Raises
    ------
    ValueError
        If a point is outside the photo, no point has `add` set, or the level is unknown.
    """
    _check_points(points, picture)
    if level not in (None, *LEVELS):
        raise ValueError(f"the level {level!r} is unknown; known levels: {', '.join(LEVELS)}")
    photo_decoder = PhotoDecoder(decoder, analysis)
    if previous is not None:
        previous_mask = photo_decoder.resize(previous.mask, cv2.INTER_AREA)
        coarse, confidence = _correct(photo_decoder, points, previous_mask)
    elif level == "part":
        coarse, confidence = _decode_by_size(photo_decoder, points, 0)
    elif level == "outfit":
        coarse, confidence = _select_outfit(photo_decoder, points)
    else:
        coarse, confidence = _select(photo_decoder, points)
    mask = soft_mask(coarse, picture.pixels)
    return Garment("selection", mask, cloth_color(picture, mask), float(np.clip(confidence, 0, 1)))


def _check_points(points: Sequence[Point], picture: Picture) -> None:
    """Raise ValueError for points that do not define a selection."""
    if not any(add for _, _, add in points):
        raise ValueError("at least one point must be on the garment")
    for x, y, _ in points:
        if not (0 <= x < picture.width and 0 <= y < picture.height):
            raise ValueError(f"the point ({x}, {y}) is outside the photo of {picture.width} × {picture.height} px")


def _decode_by_size(decoder: PhotoDecoder, points: Sequence[Point], position: int) -> tuple[Mask, float]:
    """Return the decoder's mask at `position`, ordered by size from the smallest, and its score."""
    masks, scores = decoder.masks(points)
    index = int(np.argsort((masks > 0.5).sum(axis=(1, 2)))[position])
    return masks[index], float(scores[index])


def _select_outfit(decoder: PhotoDecoder, points: Sequence[Point]) -> tuple[Mask, float]:
    """Return the mask of all cloth of the photo and its score.

    It contains the garment that the points select. If the first added point is not on cloth, the decoder's largest mask
    is used.
    """
    if _parsed_garment(decoder, points) is None:
        return _decode_by_size(decoder, points, -1)
    garment, score = _select(decoder, points)
    regions = naming.all_regions(decoder.analysis.probabilities)
    cloth = decoder.resize(np.max([region.probability for region in regions], axis=0))
    return np.maximum(garment, cloth), min(score, *(region.confidence for region in regions))


def _select(decoder: PhotoDecoder, points: Sequence[Point]) -> tuple[Mask, float]:
    """Return the mask of a new selection and its score.

    The decoder's mask closest to the parser's garment at the first added point is chosen. If the parser found none
    there and there is one point, the decoder's mask for a single garment is used.
    """
    parsed = _parsed_garment(decoder, points)
    masks, scores = decoder.masks(points, estimate=parsed, maximum_logit=_ESTIMATE_LOGIT)
    if parsed is None and len(points) == 1:
        return masks[_SINGLE_GARMENT], float(scores[_SINGLE_GARMENT])
    ranks = []
    for mask, score in zip(masks, scores, strict=True):
        overlap = 0.0 if parsed is None else iou(mask > 0.5, parsed > 0.5)
        ranks.append((_agreeing_points(mask, points, decoder), float(score) + overlap))
    best = max(range(len(masks)), key=ranks.__getitem__)
    return masks[best], float(scores[best])


def _correct(decoder: PhotoDecoder, points: Sequence[Point], previous: Mask) -> tuple[Mask, float]:
    """Return the mask that agrees with the most points and changes the selection least, and its score.

    Most errors are whole parts, such as a sleeve or a panel. Candidates are therefore the decoder's masks for all
    points, and the selection with the part at the last point added or removed.
    """
    masks, scores = decoder.masks(points, estimate=previous, maximum_logit=_ESTIMATE_LOGIT)
    x, y, add = points[-1]
    # Earlier clicks of the other kind are outside the part that the last click adds or removes.
    opposite = [(other_x, other_y, False) for other_x, other_y, other_add in points[:-1] if other_add != add]
    parts, part_scores = decoder.masks([(x, y, True), *opposite])
    candidates = [(mask, float(score), 0.0) for mask, score in zip(masks, scores, strict=True)]
    for part, score in zip(parts[:_PART_MASKS], part_scores[:_PART_MASKS], strict=True):
        patched = np.maximum(previous, part) if add else np.minimum(previous, 1 - part)
        candidates.append((patched, float(score), _PART_BONUS))
    area = max(float((previous > 0.5).mean()), _MINIMUM_AREA)

    def rank(candidate: tuple[Mask, float, float]) -> tuple[int, float]:
        mask, _score, bonus = candidate
        changed = float(((mask > 0.5) != (previous > 0.5)).mean()) / area
        return _agreeing_points(mask, points, decoder), bonus - changed

    mask, score, _bonus = max(candidates, key=rank)
    return mask, score


def _agreeing_points(mask: Mask, points: Sequence[Point], decoder: PhotoDecoder) -> int:
    """Return how many points a mask agrees with: it contains those that add and not those that remove."""
    rows, columns = mask.shape
    return sum(
        bool(mask[min(int(y / decoder.cell), rows - 1), min(int(x / decoder.cell), columns - 1)] > 0.5) == add
        for x, y, add in points
    )


def _parsed_garment(decoder: PhotoDecoder, points: Sequence[Point]) -> Mask | None:
    """Return the probability of the parser's garment at the first point that adds; None if there is no garment."""
    analysis = decoder.analysis
    x, y, _ = next(point for point in points if point[2])
    for region in naming.all_regions(analysis.probabilities):
        rows, columns = region.probability.shape
        row, column = int(y / analysis.height * rows), int(x / analysis.width * columns)
        if region.probability[min(row, rows - 1), min(column, columns - 1)] > 0.5:
            return decoder.resize(region.probability)
    return None
