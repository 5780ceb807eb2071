"""Proposals: masks that MobileSAM's decoder suggests for points, boxes and estimates in a photo.

The decoder knows where cloth ends, but not what it is called or which parts belong to one garment.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..types import Mask
from .overlap import keep_distinct, pairwise_iou
from .photo_decoder import Box, PhotoDecoder, Point, PointsPrompt

Flags = NDArray[np.bool_]  # (h, w), at the size of the decoder's masks


@dataclass(frozen=True)
class Settings:
    """Chosen by what the best choice among the proposals reaches on split `val`, against time."""

    cloth_points: int = 16  # points spread over all cloth of the photo
    region_points: int = 2  # innermost points of a region that get a prompt of their own
    estimate_logit: float = 6.0  # logit, in a prompt, of an estimate where its probability is 1
    maximum_pieces: int = 3  # pieces of a region that get a point in its prompt
    minimum_piece: float = 0.1  # share of the region; smaller pieces get no point
    duplicate_iou: float = 0.93  # from this overlap on, one of two proposals is dropped
    minimum_area: float = 0.002  # share of the photo; smaller proposals are dropped


SETTINGS = Settings()
_SPECKLE = 5  # cells; side of the median filter that removes the decoder's checkered holes and specks


def propose(decoder: PhotoDecoder, regions: Sequence[Mask], cloth: Mask) -> tuple[NDArray[np.bool_], list[float]]:
    """Decode proposals for a photo.

    Parameters
    ----------
    decoder
        The decoder for the photo.
    regions : sequence of (h, w) float32
        Probability, 0..1, that a pixel belongs to each garment.
    cloth : (h, w) float32
        Probability that a pixel belongs to any garment.

    Returns
    -------
    masks : (n, h, w) bool
        Proposals without near duplicates, those with the best scores first.
    scores : list of float
        The decoder's predicted IoU of each.
    """
    prompts: list[PointsPrompt] = []
    for region in regions:
        points, box = _pieces_prompt(region > 0.5, decoder.cell)
        if not points:
            continue
        prompts.append(PointsPrompt(points, box, region))
        prompts.append(PointsPrompt(points, box))
        prompts += [PointsPrompt([point]) for point in points[: SETTINGS.region_points]]
    prompts += [PointsPrompt([point]) for point in spread_points(cloth > 0.5, SETTINGS.cloth_points, decoder.cell)]
    if not prompts:
        return np.zeros((0, decoder.height, decoder.width), bool), []
    masks, scores = decoder.decode_all(prompts, SETTINGS.estimate_logit)
    return _without_duplicates(masks.reshape(-1, *masks.shape[2:]), scores.ravel())


def spread_points(inside: Flags, count: int, cell: float) -> list[Point]:
    """Return up to `count` points inside a region, far from its border and from each other.

    cell: pixels of the photo per pixel of the region.
    """
    free = np.pad(inside.astype(np.uint8), 1)
    points: list[Point] = []
    for _ in range(count):
        distance = cv2.distanceTransform(free, cv2.DIST_L2, 5)[1:-1, 1:-1]
        y, x = np.unravel_index(int(distance.argmax()), distance.shape)
        radius = float(distance[y, x])
        if radius < 1:
            break
        points.append(((x + 0.5) * cell, (y + 0.5) * cell, True))
        cv2.circle(free, (int(x) + 1, int(y) + 1), max(1, round(0.8 * radius)), 0, -1)
    return points


def _pieces_prompt(inside: Flags, cell: float) -> tuple[list[Point], Box | None]:
    """Return the innermost point of each large piece of a region, and the bounding box of these pieces."""
    count, labels, stats, _centers = cv2.connectedComponentsWithStats(inside.astype(np.uint8), connectivity=8)
    pieces = sorted(range(1, count), key=lambda piece: -stats[piece, cv2.CC_STAT_AREA])[: SETTINGS.maximum_pieces]
    pieces = [piece for piece in pieces if stats[piece, cv2.CC_STAT_AREA] >= SETTINGS.minimum_piece * inside.sum()]
    if not pieces:
        return [], None
    points = [point for piece in pieces for point in spread_points(labels == piece, 1, cell)]
    left, top, width, height = cv2.boundingRect(np.isin(labels, pieces).view(np.uint8))
    return points, (left * cell, top * cell, (left + width) * cell, (top + height) * cell)


def _without_duplicates(
    masks: NDArray[np.float32], scores: NDArray[np.float32]
) -> tuple[NDArray[np.bool_], list[float]]:
    """Return the binary masks, best score first, without those that are small or nearly equal to a better one."""
    binary = np.stack([cv2.medianBlur(mask.view(np.uint8), _SPECKLE) for mask in masks > 0.5]).view(bool)
    order = np.argsort(-scores)
    large = binary[:, ::2, ::2].mean(axis=(1, 2)) >= SETTINGS.minimum_area
    kept: list[int] = []
    keep_distinct(kept, order[large[order]], pairwise_iou(binary), SETTINGS.duplicate_iou)
    return binary[kept], [float(scores[index]) for index in kept]
