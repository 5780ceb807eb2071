"""Selection of a garment by clicks: several candidate masks, ranked by how well they agree with all clicks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Garment, Mask, Picture
from .choice import Choice, Flags, choose
from .edges import soft_mask
from .garments import cloth_color, outfit_mask
from .overlap import iou
from .photo_decoder import PhotoDecoder, Point, PointsPrompt

LEVELS = ("part", "garment", "outfit")  # what a first click can mean


@dataclass(frozen=True)
class Settings:
    """Tuned with simulated clicks on split `val` and every fifth photo of split `train`, but for `proposal_weight`."""

    estimate_logit: float = 8.0  # logit, in a prompt, of an estimate of the mask where its probability is 1
    part_masks: int = 2  # number of the decoder's masks, from the first, that usually cover one part of a garment
    region_weight: float = 1.0  # of the overlap with the parser's garment, for a first click
    region_share: float = 0.4  # weight of the parser's garment in the mask of a first click
    previous_weight: float = 0.5  # of the overlap with the mask before the click
    patch_bonus: float = 0.1  # added to the rank of the mask before the click with a part added or removed
    proposal_weight: float = 0.8  # of the expected IoU of a stored candidate, where the decoder's masks have a score
    contradiction: float = 10.0  # subtracted from the rank for each click that a candidate contradicts


SETTINGS = Settings()


@dataclass(eq=False)
class _Candidate:
    """A candidate mask, (h, w) float32 0..1, with its rank before clicks are considered and the decoder's score."""

    mask: Mask
    rank: float
    score: float


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
        For a new selection: what the first click means, one of `LEVELS`; None means a garment.

    Returns
    -------
    Garment
        The selection, named "selection".

    Raises
    ------
    ValueError
        If a point is outside the photo, no point has `add` set, or the level is unknown.
    """
    _check(points, level, picture)
    photo_decoder = PhotoDecoder(decoder, analysis)
    if previous is not None:
        best = _correct(photo_decoder, points, photo_decoder.resize(previous.mask, cv2.INTER_AREA))
    elif level in ("part", "outfit"):
        best = _select_level(photo_decoder, points, level)
    else:
        best = _select(photo_decoder, points, choose(analysis))
    mask = soft_mask(best.mask, picture.pixels)
    return Garment("selection", mask, cloth_color(picture, mask), float(np.clip(best.score, 0, 1)))


def _check(points: Sequence[Point], level: str | None, picture: Picture) -> None:
    """Raise ValueError for points that do not define a selection, and for unknown levels."""
    if level is not None and level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; the known levels: {', '.join(LEVELS)}")
    if not any(add for _, _, add in points):
        raise ValueError("at least one point must be on the garment")
    for x, y, _ in points:
        if not (0 <= x < picture.width and 0 <= y < picture.height):
            raise ValueError(f"the point ({x}, {y}) is outside the photo of {picture.width} × {picture.height} px")


def _select_level(decoder: PhotoDecoder, points: Sequence[Point], level: str) -> _Candidate:
    """Return the smallest mask at the points for a part; all cloth of the photo for an outfit, if it contains them."""
    if level == "outfit":
        garments = choose(decoder.analysis)
        outfit = outfit_mask(decoder.analysis, garments).astype(np.float32)
        garment = _select(decoder, points, garments)
        if not _contradictions(outfit, points, decoder):
            return _Candidate(np.maximum(outfit, garment.mask), 0.0, garment.score)
    masks, scores = decoder.masks(points)
    order = np.argsort((masks > 0.5).sum(axis=(1, 2)))
    index = int(order[0] if level == "part" else order[-1])
    return _Candidate(masks[index], 0.0, float(scores[index]))


def _select(decoder: PhotoDecoder, points: Sequence[Point], garments: Sequence[Choice]) -> _Candidate:
    """Return the best mask for a new selection: close to the found garment at the points, if there is one."""
    region = _found_garment(decoder, points, garments)
    prompts = [PointsPrompt(points)]
    if region is not None:
        prompts.append(PointsPrompt(points, None, region))
    decoded, scores = decoder.decode_all(prompts, SETTINGS.estimate_logit)
    candidates = []
    for mask, score in zip(decoded.reshape(-1, *decoded.shape[2:]), scores.ravel(), strict=True):
        overlap = 0.0 if region is None else iou(mask > 0.5, region > 0.5)
        joined = mask if region is None else (1 - SETTINGS.region_share) * mask + SETTINGS.region_share * region
        candidates.append(_Candidate(joined, float(score) + SETTINGS.region_weight * overlap, float(score)))
    candidates += _stored_candidates(decoder, points, region, SETTINGS.region_weight)
    return _best(candidates, points, decoder)


def _correct(decoder: PhotoDecoder, points: Sequence[Point], previous: Mask) -> _Candidate:
    """Return the best mask after a correction.

    Candidates are the decoder's masks for all points, with and without the earlier mask as an estimate, and the earlier
    mask with the part at the last point added or removed, because most errors are whole parts such as a sleeve.
    """
    x, y, add = points[-1]
    # Earlier clicks of the other kind are outside the part that the last click adds or removes.
    opposite = [(other_x, other_y, False) for other_x, other_y, other_add in points[:-1] if other_add != add]
    prompts = [
        PointsPrompt(points, None, previous),
        PointsPrompt(points),
        PointsPrompt([(x, y, True), *opposite]),
    ]
    (refined, fresh, parts), scores = decoder.decode_all(prompts, SETTINGS.estimate_logit)
    candidates = []
    for masks, row in ((refined, scores[0]), (fresh, scores[1])):
        for mask, score in zip(masks, row, strict=True):
            overlap = iou(mask > 0.5, previous > 0.5)
            candidates.append(_Candidate(mask, float(score) + SETTINGS.previous_weight * overlap, float(score)))
    for part, score in zip(parts[: SETTINGS.part_masks], scores[2], strict=False):
        patched = np.maximum(previous, part) if add else np.minimum(previous, 1 - part)
        overlap = iou(patched > 0.5, previous > 0.5)
        rank = float(score) + SETTINGS.previous_weight * overlap + SETTINGS.patch_bonus
        candidates.append(_Candidate(patched, rank, float(score)))
    candidates += _stored_candidates(decoder, points, previous, SETTINGS.previous_weight)
    return _best(candidates, points, decoder)


def _stored_candidates(
    decoder: PhotoDecoder, points: Sequence[Point], reference: Mask | None, weight: float
) -> list[_Candidate]:
    """Return the candidates of the analysis that agree with all clicks.

    weight: of the overlap with a reference mask, (h, w) float32 0..1, in their rank.
    """
    found = []
    for mask, expected in zip(decoder.analysis.candidates, decoder.analysis.expected, strict=True):
        if not _contradictions(mask, points, decoder):
            overlap = 0.0 if reference is None else iou(mask, reference > 0.5)
            rank = SETTINGS.proposal_weight * float(expected) + weight * overlap
            found.append(_Candidate(mask.astype(np.float32), rank, float(expected)))
    return found


def _best(candidates: Sequence[_Candidate], points: Sequence[Point], decoder: PhotoDecoder) -> _Candidate:
    """Return the candidate with the highest rank; one that contradicts a click loses to all that do not."""
    return max(
        candidates,
        key=lambda candidate: (
            candidate.rank - SETTINGS.contradiction * _contradictions(candidate.mask, points, decoder)
        ),
    )


def _contradictions(mask: Mask | Flags, points: Sequence[Point], decoder: PhotoDecoder) -> int:
    """Return how many clicks a mask contradicts: it lacks those that add or contains those that remove."""
    rows, columns = mask.shape
    return sum(
        bool(mask[min(int(y / decoder.cell), rows - 1), min(int(x / decoder.cell), columns - 1)] > 0.5) != add
        for x, y, add in points
    )


def _found_garment(decoder: PhotoDecoder, points: Sequence[Point], garments: Sequence[Choice]) -> Mask | None:
    """Return the mask of the garment that agrees with all clicks, (h, w) float32 0 or 1; None if there is none."""
    for garment in garments:
        if not _contradictions(garment.mask, points, decoder):
            return garment.mask.astype(np.float32)
    return None
