"""A garment by clicks: the usual interactive protocol, the earlier answer fed back."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.resize import scaled
from ..networks.analysis import Analysis
from ..networks.decoder import GRID, Decoder, Prompt, square_part
from ..types import Garment, Mask, Picture
from . import outfits
from .edges import soft_mask
from .garments import cloth_color

Click = tuple[float, float, bool]

_SINGLE = 1  # of the decoder's four masks, the one that is mostly the single garment
_SURE = 8.0  # logits of a mask that is fed back
_PATCHED = 0.3  # how much more of the garment a patch may change than the decoder's own new answer


@dataclass
class _Selection:
    """A photo under clicks: the decoder's masks are (4, h, w), `cell` photo pixels to one of theirs."""

    analysis: Analysis
    decoder: Decoder

    def __post_init__(self) -> None:
        self.part = square_part(self.analysis.height, self.analysis.width)
        self.size = (self.part[1].stop, self.part[0].stop)
        self.cell = max(self.analysis.height, self.analysis.width) / GRID

    def decode(self, points: Sequence[Click], hint: Mask | None) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """The four masks, 0..1, and their scores; hint: what is known so far, (h, w)."""
        analysis = self.analysis
        prompt = Prompt(points, None, _logits(hint, self.part))
        masks, scores = self.decoder(analysis.embedding, prompt, analysis.height, analysis.width)
        chances = 1 / (1 + np.exp(-np.clip(masks[:, self.part[0], self.part[1]], -20, 20)))
        return chances.astype(np.float32), scores

    def holds(self, mask: Mask, points: Sequence[Click]) -> int:
        """How many of the clicks a mask holds right."""
        rows, columns = mask.shape
        return sum(
            bool(mask[min(int(y / self.cell), rows - 1), min(int(x / self.cell), columns - 1)] > 0.5) == add
            for x, y, add in points
        )


def select_garment(
    picture: Picture,
    analysis: Analysis,
    decoder: Decoder,
    points: Sequence[Click],
    previous: Garment | None,
    level: int | None = None,
) -> Garment:
    _check(points, picture)
    selection = _Selection(analysis, decoder)
    if previous is None:
        coarse, confidence = _first(selection, points, level)
    else:
        coarse, confidence = _corrected(selection, points, scaled(previous.mask, *selection.size, cv2.INTER_AREA))
    mask = soft_mask(coarse, picture.pixels)
    return Garment("selection", mask, cloth_color(picture, mask), float(np.clip(confidence, 0, 1)))


def _first(selection: _Selection, points: Sequence[Click], level: int | None) -> tuple[Mask, float]:
    """The first click means the garment that the parser sees there, or else the single garment of the decoder.

    level: one of the decoder's four masks instead, by its size, 0 the smallest.
    """
    if level is not None:
        masks, scores = selection.decode(points, None)
        chosen = int(np.argsort((masks > 0.5).sum(axis=(1, 2)))[level])
        return masks[chosen], float(scores[chosen])
    hint = _parsed(selection, points)
    masks, scores = selection.decode(points, hint)
    if hint is None and len(points) == 1:
        return masks[_SINGLE], float(scores[_SINGLE])
    agreement = [
        (selection.holds(mask, points), float(score) + (0.0 if hint is None else _overlap(mask > 0.5, hint > 0.5)))
        for mask, score in zip(masks, scores, strict=True)
    ]
    chosen = max(range(len(masks)), key=agreement.__getitem__)
    return masks[chosen], float(scores[chosen])


def _corrected(selection: _Selection, points: Sequence[Click], known: Mask) -> tuple[Mask, float]:
    """The least change of the answer so far that holds all clicks right.

    Either the decoder answers anew, or the part that it sees under the last click alone is added or taken away: errors
    are mostly whole parts, a sleeve or a panel.
    """
    masks, scores = selection.decode(points, known)
    x, y, add = points[-1]
    against = [(px, py, False) for px, py, added in points[:-1] if added != add]
    parts, part_scores = selection.decode([(x, y, True), *against], None)
    candidates = [(mask, float(score), 0.0) for mask, score in zip(masks, scores, strict=True)]
    for part, score in zip(parts[:2], part_scores[:2], strict=True):
        patched = np.maximum(known, part) if add else np.minimum(known, 1 - part)
        candidates.append((patched, float(score), _PATCHED))
    area = max(float((known > 0.5).mean()), 1e-3)

    def worth(candidate: tuple[Mask, float, float]) -> tuple[int, float]:
        changed = float(((candidate[0] > 0.5) != (known > 0.5)).mean()) / area
        return selection.holds(candidate[0], points), candidate[2] - changed

    best = max(candidates, key=worth)
    return best[0], best[1]


def _parsed(selection: _Selection, points: Sequence[Click]) -> Mask | None:
    """The parser's garment at the first click, (h, w) float32 0..1; nothing where it sees none."""
    analysis = selection.analysis
    x, y, _ = next(point for point in points if point[2])
    for region in outfits.outfit(analysis.probabilities):
        rows, columns = region.share.shape
        row, column = int(y / analysis.height * rows), int(x / analysis.width * columns)
        if region.share[min(row, rows - 1), min(column, columns - 1)] > 0.5:
            return scaled(region.share, *selection.size, cv2.INTER_LINEAR)
    return None


def _overlap(first: NDArray[np.bool_], second: NDArray[np.bool_]) -> float:
    union = np.count_nonzero(first | second)
    return np.count_nonzero(first & second) / union if union else 0.0


def _check(points: Sequence[Click], picture: Picture) -> None:
    if not any(add for _, _, add in points):
        raise ValueError("give at least one point that lies on the garment")
    for x, y, _ in points:
        if not (0 <= x < picture.width and 0 <= y < picture.height):
            raise ValueError(f"the point ({x}, {y}) lies outside the photo of {picture.width} × {picture.height} px")


def _logits(hint: Mask | None, part: tuple[slice, slice]) -> NDArray[np.float32] | None:
    if hint is None:
        return None
    logits = np.full((GRID, GRID), -_SURE, np.float32)
    logits[part] = np.clip((hint - 0.5) * 2 * _SURE, -_SURE, _SURE)
    return logits
