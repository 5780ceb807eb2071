"""Selection of a garment by clicks: the candidate that agrees with all clicks and has the highest expected IoU."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from ..networks.analysis import Analysis
from ..networks.decoder import Decoder
from ..types import Garment, Mask, Pixels
from .choice import Flags, choose
from .click_candidates import candidates_for, count_contradictions
from .click_measurements import measure
from .click_quality import ClickQualityModel
from .edges import soft_mask
from .garments import cloth_color, outfit_mask
from .photo_decoder import PhotoDecoder, Point

LEVELS = ("part", "garment", "outfit")  # what a first click can mean


def select_garment(
    pixels: Pixels,
    analysis: Analysis,
    decoder: Decoder,
    model: ClickQualityModel,
    points: Sequence[Point],
    previous: Garment | None,
    level: str | None = None,
) -> Garment:
    """Select a garment from clicked points.

    Parameters
    ----------
    pixels : (H, W, 3) uint8
        The photo, sRGB.
    analysis
        Its analysis.
    decoder
        MobileSAM's decoder.
    model
        The network that estimates the quality of candidates.
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
    _check(points, level, *pixels.shape[:2])
    photo_decoder = PhotoDecoder(decoder, analysis)
    if previous is None and level == "part":
        coarse, expected = _part(photo_decoder, points)
    else:
        garments = choose(analysis)
        before = None if previous is None else photo_decoder.resize(previous.mask, cv2.INTER_AREA)
        candidates = candidates_for(photo_decoder, points, before, garments)
        quality = model(measure(candidates, photo_decoder, pixels, points, before, garments))
        # A candidate that contradicts a click loses to all that do not.
        best = int(np.lexsort((-quality, candidates.contradictions))[0])
        coarse, expected = candidates.masks[best], float(quality[best])
        if previous is None and level == "outfit":
            coarse = _outfit(photo_decoder, points, outfit_mask(analysis, garments), coarse)
    mask = soft_mask(coarse, pixels)
    _include_click(mask, points[-1], photo_decoder.cell)
    return Garment("selection", mask, cloth_color(pixels, mask), expected)


def _check(points: Sequence[Point], level: str | None, height: int, width: int) -> None:
    """Raise ValueError for points that do not define a selection, and for unknown levels."""
    if level is not None and level not in LEVELS:
        raise ValueError(f"unknown level {level!r}; the known levels: {', '.join(LEVELS)}")
    if not any(add for _, _, add in points):
        raise ValueError("at least one point must be on the garment")
    for x, y, _ in points:
        if not (0 <= x < width and 0 <= y < height):
            raise ValueError(f"the point ({x}, {y}) is outside the photo of {width} × {height} px")


def _include_click(mask: Mask, point: Point, radius: float) -> None:
    """Make a mask, (H, W) float32, agree with a click: a change of a single cell is lost when edges are smoothed.

    radius: of the disc around the click, in pixels of the photo.
    """
    x, y, add = point
    if bool(mask[int(y), int(x)] > 0.5) != add:
        cv2.circle(mask, (int(x), int(y)), max(1, round(radius)), float(add), cv2.FILLED)


def _part(decoder: PhotoDecoder, points: Sequence[Point]) -> tuple[Mask, float]:
    """Return the decoder's smallest mask at the points, (h, w) float32 0..1, and its score."""
    masks, scores = decoder.masks(points)
    smallest = int((masks > 0.5).sum(axis=(1, 2)).argmin())
    return masks[smallest], float(np.clip(scores[smallest], 0, 1))


def _outfit(decoder: PhotoDecoder, points: Sequence[Point], cloth: Flags, garment: Mask) -> Mask:
    """Return all cloth of the photo with a garment; the decoder's largest mask if the cloth contradicts a click."""
    if not count_contradictions(cloth, points, decoder):
        return np.maximum(cloth, garment)
    masks, _scores = decoder.masks(points)
    largest: Mask = masks[int((masks > 0.5).sum(axis=(1, 2)).argmax())]
    return largest
