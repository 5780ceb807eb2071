"""Separation of a garment's pixels into the few colors in which its cloth was dyed, woven or printed.

Of the clusters of its colors that light cannot explain by each other (`color_clusters.py`), those that are large and
solid are dyes; each follows the line of shades of one dye.
"""

import functools
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .chroma_distance import chroma_distance
from .cloth import Cloth, Lab, describe_cloth
from .color_clusters import REACH, SHADE_DISTANCE, Labels, merged_clusters, sample, weighted


@dataclass(frozen=True)
class _Settings:
    """Tuned constants; docs/figures.md, "Color layers", names the garments."""

    share: float = 0.03  # of the garment that a group has at least
    body: float = 0.25  # of a group's pixels that a 3 × 3 erosion leaves; a texture or a thread has less
    fold_share: float = 0.15  # of the garment; smaller groups may be deep folds or highlights, which end sharply too
    fold_factor: float = 2.5  # factor of L + 16 up to which they may be
    between: float = 0.15  # share of the way from the color of one dye to that of the other where blur begins
    groups: int = 5  # at most
    unexplained: float = 0.25  # of the garment; if more has no group, the cloth does not have a few flat colors


_SETTINGS = _Settings()


def color_groups(lab: NDArray[np.float32], flags: BinaryMask) -> Labels:
    """Return the color group of every pixel, the largest group first.

    Parameters
    ----------
    lab : (h, w, 3) float32
        CIELAB of a garment's picture, some 500 px high, its noise smoothed.
    flags : (h, w) uint8
        1 on pixels that certainly belong to the garment.

    Returns
    -------
    (h, w) int32
        0 for the largest group, up to 4; -1 outside the garment and on colors of no group. A plain garment has one.
    """
    return _largest(lab, merged_clusters(lab, flags), int(np.count_nonzero(flags)))


@dataclass(frozen=True, eq=False)
class _Group:
    """The pixels of a color group.

    inside: (h, w) bool. size: number of its pixels. median: their median color, (3,), weighted CIELAB. sample: some of
    its pixels, CIELAB.
    """

    inside: NDArray[np.bool_]
    size: int
    median: NDArray[np.float32]
    sample: Lab

    @classmethod
    def of(cls, lab: NDArray[np.float32], inside: NDArray[np.bool_]) -> "_Group":
        median = np.median(weighted(lab[inside]), axis=0)
        return cls(inside, int(np.count_nonzero(inside)), median, sample(lab, inside))

    @functools.cached_property
    def cloth(self) -> Cloth:
        return describe_cloth(self.sample)


def _largest(lab: NDArray[np.float32], labels: Labels, total: int) -> Labels:
    """Return the groups that are large and solid enough, the largest first; `total` is the garment's size in pixels.

    The others join the group whose dye, in another light, has their color; what no light explains has no group.
    """
    groups = [_Group.of(lab, labels == label) for label in np.unique(labels[labels >= 0])]
    groups.sort(key=lambda group: -group.size)
    kept: list[_Group] = []
    for group in groups:
        if not kept or (len(kept) < _SETTINGS.groups and _is_dye(group, groups, kept, total)):
            kept.append(group)
    out = np.full(labels.shape, -1, np.int32)
    for group in groups:
        out[group.inside] = _numbers(lab, group, groups, kept)
    if np.count_nonzero((out < 0) & (labels >= 0)) > _SETTINGS.unexplained * total:
        return np.where(labels >= 0, 0, -1).astype(np.int32)
    return out


def _is_dye(group: _Group, groups: Sequence[_Group], kept: Sequence[_Group], total: int) -> bool:
    """Return whether a group is a dye of its own: large, solid, and neither blur between two dyes nor folds of one."""
    if group.size < _SETTINGS.share * total or _body(group.inside, 2) < _SETTINGS.body:
        return False
    if _body(group.inside, 2 * REACH - 1) < _SETTINGS.body and _mixed_of(group, groups):
        return False
    return group.size >= _SETTINGS.fold_share * total or not any(_is_fold(group, other) for other in kept)


def _numbers(
    lab: NDArray[np.float32], group: _Group, groups: Sequence[_Group], kept: Sequence[_Group]
) -> int | NDArray[np.int_]:
    """Return the number of the kept group that each pixel of a group joins, or one for all; -1 for none."""
    if group in kept:
        return kept.index(group)
    if mixed := [kept.index(end) for end in _mixed_of(group, groups) if end in kept]:
        colors = weighted(lab[group.inside])
        nearest = np.argmin([np.linalg.norm(colors - kept[end].median, axis=1) for end in mixed], axis=0)
        numbers: NDArray[np.int_] = np.array(mixed)[nearest]
        return numbers
    distances = [float(np.median(chroma_distance(group.sample, other.cloth))) for other in kept]
    return int(np.argmin(distances)) if min(distances) < SHADE_DISTANCE else -1


def _is_fold(group: _Group, base: _Group) -> bool:
    """Return whether a small group may be folds or highlights of the cloth of another one."""
    light = float(np.median(group.sample[:, 0]) + 16) / float(base.cloth.median[0] + 16)
    if max(light, 1 / light) > _SETTINGS.fold_factor:
        return False
    distances = chroma_distance(group.sample, base.cloth), chroma_distance(base.sample, group.cloth)
    return min(float(np.median(distance)) for distance in distances) < SHADE_DISTANCE


def _body(flags: NDArray[np.bool_], side: int) -> float:
    """Return the share of the flagged pixels, 0..1, that erosion with a square of `side` px leaves."""
    return np.count_nonzero(erode(flags.view(np.uint8), side)) / max(1, int(np.count_nonzero(flags)))


def _mixed_of(group: _Group, groups: Sequence[_Group]) -> tuple[_Group, ...]:
    """Return the two larger groups between whose colors that of a group lies; empty if there are none.

    Blur makes such colors where two dyes meet.
    """
    larger = [other for other in groups if other.size > group.size]
    for one, other in itertools.combinations(larger, 2):
        line, offset = other.median - one.median, group.median - one.median
        position = float(offset @ line) / max(float(line @ line), 1e-6)
        is_between = _SETTINGS.between < position < 1 - _SETTINGS.between
        if is_between and np.linalg.norm(offset - position * line) < SHADE_DISTANCE:
            return one, other
    return ()
