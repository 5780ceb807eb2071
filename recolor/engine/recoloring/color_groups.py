"""Separation of a garment's pixels into the few colors in which its cloth was dyed, woven or printed.

The pixels are clustered by color (Lloyd, "Least Squares Quantization in PCM", 1982), into more clusters than there are
dyes, because folds make shades of each. Clusters are then merged if light can explain their difference: where shades of
one dye meet, the color changes gradually, and where two dyes meet, it jumps (the reflectance edges of Land and McCann,
"Lightness and Retinex Theory", JOSA 61, 1971). What is left follows one dye's line of shades each.
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask, erode
from .chroma_distance import chroma_distance
from .cloth import Cloth, Lab, describe_cloth
from .shared_limits import LIGHTNESS_WEIGHT
from .sure_pixels import SAMPLES

Labels = NDArray[np.int32]  # (h, w); -1 on pixels without a group


@dataclass(frozen=True)
class _Settings:
    """Tuned constants; docs/figures.md, "Color layers", names the garments. Distances are in weighted CIELAB."""

    bin: float = 4.0  # side of the bins of the histogram whose modes start the clusters
    seed_distance: float = 10.0  # between two such modes
    seed_share: float = 0.002  # of the pixels in the bin of a mode
    clusters: int = 10  # at most; folds of one dye take one to four
    smoothing: float = 0.8  # pixels; sigma of the smoothed distances, so that no single pixel has a group of its own
    reach: int = 4  # pixels between the two sides of a border; blur and resizing soften it over about three
    jump: float = 0.8  # step across a border / difference of the means nearby, below which the color changes gradually
    shade_distance: float = 6.5  # chroma distance up to which light, or blur between two dyes, can explain a color
    contrast: float = 20.0  # L by which two dyes differ at least if they differ in nothing else
    contact: float = 0.03  # border pixels of two clusters, as a share of the smaller one, that tell how they meet
    share: float = 0.03  # of the garment that a group has at least
    body: float = 0.25  # of a group's pixels that a 3 × 3 erosion leaves; a texture or a thread has less
    fold_share: float = 0.15  # of the garment; smaller groups may be deep folds or highlights, which end sharply too
    fold_factor: float = 2.5  # factor of L + 16 up to which they may be
    between: float = 0.15  # share of the way from the color of one dye to that of the other where blur begins
    groups: int = 5  # at most
    unexplained: float = 0.25  # of the garment; if more has no group, the cloth does not have a few flat colors


_SETTINGS = _Settings()
_STOP = (cv2.TERM_CRITERIA_MAX_ITER, 10, 0.0)  # iterations


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
    clusters = _cluster(lab, flags)
    count = int(clusters.max()) + 1
    groups = _merge(lab, clusters, count) if count > 1 else np.zeros(1, np.int32)
    labels = np.where(clusters >= 0, np.take(groups, clusters), -1).astype(np.int32)
    return _largest(lab, labels, int(np.count_nonzero(flags)))


def _weighted(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    return lab * np.array([LIGHTNESS_WEIGHT, 1, 1], np.float32)


def _cluster(lab: NDArray[np.float32], flags: BinaryMask) -> Labels:
    """Return the color cluster of every flagged pixel, (h, w) int32, counted from 0; -1 elsewhere."""
    colors = _weighted(lab)
    sample = _sample(colors, flags > 0)
    seeds = _modes(sample)
    nearest = np.argmin([np.square(sample - seed).sum(axis=1) for seed in seeds], axis=0).astype(np.int32)
    _error, _labels, centers = cv2.kmeans(sample, len(seeds), nearest[:, None], _STOP, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    # The squared distance without its term that all centers share is linear in the color, so one blur serves all.
    smoothed = cv2.GaussianBlur(colors, (0, 0), _SETTINGS.smoothing)
    distances = cv2.transform(smoothed, np.column_stack([-2 * centers, np.square(centers).sum(axis=1)]))
    distances = distances.reshape(*flags.shape, len(seeds))
    return np.where(flags > 0, np.argmin(distances, axis=2), -1).astype(np.int32)


def _modes(sample: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the most frequent colors, (k, 3), of `sample`, (n, 3), that differ enough; at least one."""
    levels = np.floor(sample / _SETTINGS.bin).astype(np.int64)
    _bins, inverse, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    means = np.stack([np.bincount(inverse, channel) / counts for channel in sample.T], axis=1)
    chosen: list[NDArray[np.float64]] = []
    for index in np.argsort(-counts, kind="stable"):
        if chosen and (counts[index] < _SETTINGS.seed_share * len(sample) or len(chosen) == _SETTINGS.clusters):
            break
        if all(np.linalg.norm(means[index] - mode) > _SETTINGS.seed_distance for mode in chosen):
            chosen.append(means[index])
    return np.array(chosen, np.float32)


def _merge(lab: NDArray[np.float32], clusters: Labels, count: int) -> NDArray[np.int32]:
    """Return the group of each cluster, (count,) int32.

    The two groups whose colors pass into each other most gradually are merged, again and again (average linkage), until
    all groups meet at jumps.
    """
    sizes = np.bincount(clusters[clusters >= 0], minlength=count)
    contacts, jumps = _borders(lab, clusters, count)
    is_shade, is_near = _explained_by_light(lab, clusters, count)
    jumps[is_shade & is_near] = 0.0
    of_group = np.arange(count, dtype=np.int32)
    while True:
        pair = _most_gradual(of_group, sizes, contacts, jumps, is_shade)
        if pair is None:
            return of_group
        of_group[of_group == pair[1]] = pair[0]


def _borders(lab: NDArray[np.float32], clusters: Labels, count: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how each two clusters meet.

    Returns
    -------
    contacts : (count, count) float64
        Number of their pixels that face each other across a border.
    jumps : (count, count) float64
        Difference across the border, divided by that of the clusters' mean colors nearby: a median. It is about 1 where
        the color jumps, and about 2/3 where it changes gradually.
    """
    colors, reach = _weighted(lab), _SETTINGS.reach
    means = [_mean_nearby(colors, clusters == cluster) for cluster in range(count)]
    contacts, jumps = np.zeros((count, count)), np.zeros((count, count))
    before, after, everything = slice(None, -reach), slice(reach, None), slice(None)
    found: dict[tuple[int, int], list[NDArray[np.float32]]] = {}
    for first, second in (((everything, before), (everything, after)), ((before, everything), (after, everything))):
        one, other = clusters[first], clusters[second]
        facing = np.flatnonzero(((one != other) & (one >= 0) & (other >= 0)).ravel())
        pairs = one.ravel()[facing] * count + other.ravel()[facing]
        for pair in np.unique(pairs):
            i, j = divmod(int(pair), count)
            here = facing[pairs == pair]
            own = _at(colors[first], here) - _at(colors[second], here)
            usual = _at(means[i][first], here) - _at(means[j][second], here)
            ratio = np.linalg.norm(own, axis=1) / np.maximum(np.linalg.norm(usual, axis=1), 1e-3)
            found.setdefault((min(i, j), max(i, j)), []).append(ratio)
    for (i, j), ratios in found.items():
        ratio = np.concatenate(ratios)
        contacts[i, j] = contacts[j, i] = len(ratio)
        jumps[i, j] = jumps[j, i] = min(float(np.median(ratio)), 1.0)
    return contacts, jumps


def _at(values: NDArray[np.float32], indices: NDArray[np.intp]) -> NDArray[np.float32]:
    """Return the colors, (n, 3), of `values`, (h, w, 3), at flat indices."""
    rows, columns = np.divmod(indices, values.shape[1])
    return values[rows, columns]


def _mean_nearby(colors: NDArray[np.float32], flags: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return the mean of the flagged pixels' colors around every pixel, (h, w, 3) float32."""
    weight = flags.astype(np.float32)
    side = (3 * _SETTINGS.reach + 1,) * 2
    total, count = (cv2.blur(values, side) for values in (colors * weight[..., None], weight))
    return cast("NDArray[np.float32]", total / np.maximum(count, 1e-6)[..., None])


def _explained_by_light(
    lab: NDArray[np.float32], clusters: Labels, count: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether light can make the color of one cluster from that of the other, and whether it often does.

    The first, (count, count), compares chroma. The second compares lightness: dyes that differ in nothing else are told
    from folds by their contrast.
    """
    samples = [_sample(lab, clusters == cluster) for cluster in range(count)]
    cloths = [describe_cloth(sample) for sample in samples]
    distances = np.array([[np.median(chroma_distance(sample, cloth)) for sample in samples] for cloth in cloths])
    lightness = np.array([float(cloth.median[0]) for cloth in cloths])
    lighter, darker = (choose(lightness[:, None], lightness[None]) for choose in (np.maximum, np.minimum))
    is_near = lighter - darker < _SETTINGS.contrast
    return np.minimum(distances, distances.T) < _SETTINGS.shade_distance, is_near


def _most_gradual(
    of_group: NDArray[np.int32],
    sizes: NDArray[np.intp],
    contacts: NDArray[np.float64],
    jumps: NDArray[np.float64],
    is_shade: NDArray[np.bool_],
) -> tuple[int, int] | None:
    """Return the two groups that meet most gradually; None if all meet at jumps. The arrays are those of `_merge`."""
    best, smallest = None, _SETTINGS.jump
    groups = [(int(group), np.flatnonzero(of_group == group)) for group in np.unique(of_group)]
    for index, (one, first) in enumerate(groups):
        for other, second in groups[index + 1 :]:
            between = np.ix_(first, second)
            contact = contacts[between].sum()
            if contact > _SETTINGS.contact * min(sizes[first].sum(), sizes[second].sum()):
                jump = float((contacts[between] * jumps[between]).sum() / contact)
            else:  # they hardly meet, so only their colors tell
                jump = _SETTINGS.jump - 1e-3 if is_shade[between].all() else 1.0
            if jump < smallest:
                best, smallest = (one, other), jump
    return best


def _sample(lab: NDArray[np.float32], flags: NDArray[np.bool_]) -> Lab:
    pixels = lab[flags]
    return (
        np.ascontiguousarray(pixels[:: max(1, len(pixels) // SAMPLES)]) if len(pixels) else np.zeros((1, 3), np.float32)
    )


def _largest(lab: NDArray[np.float32], labels: Labels, total: int) -> Labels:
    """Return the groups that are large and solid enough, the largest first; `total` is the garment's size in pixels.

    The others join the group whose dye, in another light, has their color; what no light explains has no group.
    """
    flags = {int(group): labels == group for group in np.unique(labels[labels >= 0])}
    sizes = {group: int(np.count_nonzero(inside)) for group, inside in flags.items()}
    medians = {group: np.median(_weighted(lab[inside]), axis=0) for group, inside in flags.items()}
    samples = {group: _sample(lab, inside) for group, inside in flags.items()}
    cloths: dict[int, Cloth] = {}  # of the kept groups
    for group in sorted(flags, key=lambda group: -sizes[group]):
        is_large = sizes[group] >= _SETTINGS.share * total and _body(flags[group], 2) >= _SETTINGS.body
        is_blur = _body(flags[group], 2 * _SETTINGS.reach - 1) < _SETTINGS.body and _mixed_of(group, medians, sizes)
        is_fold = sizes[group] < _SETTINGS.fold_share * total and any(
            _is_fold(samples[group], samples[other], cloth) for other, cloth in cloths.items()
        )
        if not cloths or (is_large and not is_blur and not is_fold and len(cloths) < _SETTINGS.groups):
            cloths[group] = describe_cloth(samples[group])
    kept = list(cloths)
    out = np.full(labels.shape, -1, np.int32)
    for group, inside in flags.items():
        if group in kept:
            out[inside] = kept.index(group)
        elif mixed := [kept.index(end) for end in _mixed_of(group, medians, sizes) if end in kept]:
            colors = _weighted(lab[inside])
            nearest = np.argmin([np.linalg.norm(colors - medians[kept[end]], axis=1) for end in mixed], axis=0)
            out[inside] = np.take(mixed, nearest)
        else:
            distances = [float(np.median(chroma_distance(samples[group], cloth))) for cloth in cloths.values()]
            if min(distances) < _SETTINGS.shade_distance:
                out[inside] = int(np.argmin(distances))
    if np.count_nonzero((out < 0) & (labels >= 0)) > _SETTINGS.unexplained * total:
        return np.where(labels >= 0, 0, -1).astype(np.int32)
    return out


def _is_fold(pixels: Lab, base: Lab, cloth: Cloth) -> bool:
    """Return whether a small group's pixels, (n, 3), may be folds or highlights of a cloth with the pixels `base`."""
    light = float(np.median(pixels[:, 0]) + 16) / float(cloth.median[0] + 16)
    if max(light, 1 / light) > _SETTINGS.fold_factor:
        return False
    distances = chroma_distance(pixels, cloth), chroma_distance(base, describe_cloth(pixels))
    return min(float(np.median(distance)) for distance in distances) < _SETTINGS.shade_distance


def _body(flags: NDArray[np.bool_], side: int) -> float:
    """Return the share of the flagged pixels, 0..1, that erosion with a square of `side` px leaves."""
    return np.count_nonzero(erode(flags.view(np.uint8), side)) / max(1, int(np.count_nonzero(flags)))


def _mixed_of(group: int, medians: Mapping[int, NDArray[np.float32]], sizes: Mapping[int, int]) -> tuple[int, ...]:
    """Return the two larger groups between whose colors that of a group lies; empty if there are none.

    Blur makes such colors where two dyes meet.
    """
    larger = [other for other in medians if sizes[other] > sizes[group]]
    for one, other in itertools.combinations(larger, 2):
        line, offset = medians[other] - medians[one], medians[group] - medians[one]
        position = float(offset @ line) / max(float(line @ line), 1e-6)
        is_between = _SETTINGS.between < position < 1 - _SETTINGS.between
        if is_between and np.linalg.norm(offset - position * line) < _SETTINGS.shade_distance:
            return one, other
    return ()
