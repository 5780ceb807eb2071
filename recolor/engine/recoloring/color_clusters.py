"""Clusters of a garment's colors, merged where light can explain their difference.

The pixels are clustered by color (Lloyd, "Least Squares Quantization in PCM", 1982), into more clusters than there are
dyes, because folds make shades of each. Where shades of one dye meet, the color changes gradually, and where two dyes
meet, it jumps (the reflectance edges of Land and McCann, "Lightness and Retinex Theory", JOSA 61, 1971).
"""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..imaging.binary import BinaryMask
from .chroma_distance import chroma_distance
from .cloth import Lab, describe_cloth
from .shared_limits import LIGHTNESS_WEIGHT
from .sure_pixels import SAMPLES

Labels = NDArray[np.int32]  # (h, w); -1 on pixels without a group

# Tuned with the settings below and those of `color_groups.py`; docs/figures.md, "Color layers", names the garments.
REACH = 4  # pixels between the two sides of a border; blur and resizing soften it over about three
SHADE_DISTANCE = 6.5  # chroma distance up to which light, or blur between two dyes, can explain a color


@dataclass(frozen=True)
class _Settings:
    """Tuned constants. Distances are in weighted CIELAB."""

    bin: float = 4.0  # side of the bins of the histogram whose modes start the clusters
    seed_distance: float = 10.0  # between two such modes
    seed_share: float = 0.002  # of the pixels in the bin of a mode
    clusters: int = 10  # at most; folds of one dye take one to four
    smoothing: float = 0.8  # pixels; sigma of the smoothed distances, so that no single pixel has a group of its own
    jump: float = 0.8  # step across a border / difference of the means nearby, below which the color changes gradually
    contrast: float = 20.0  # L by which two dyes differ at least if they differ in nothing else
    contact: float = 0.03  # border pixels of two clusters, as a share of the smaller one, that tell how they meet


_SETTINGS = _Settings()
_STOP = (cv2.TERM_CRITERIA_MAX_ITER, 10, 0.0)  # iterations


def merged_clusters(lab: NDArray[np.float32], flags: BinaryMask) -> Labels:
    """Return the merged cluster of every pixel.

    Parameters
    ----------
    lab : (h, w, 3) float32
        CIELAB of a garment's picture, some 500 px high, its noise smoothed.
    flags : (h, w) uint8
        1 on pixels that certainly belong to the garment.

    Returns
    -------
    (h, w) int32
        A number, not counted without gaps; -1 outside the garment.
    """
    clusters = _cluster(lab, flags)
    count = int(clusters.max()) + 1
    merged = _merge(lab, clusters, count) if count > 1 else np.zeros(1, np.int32)
    return np.where(clusters >= 0, np.take(merged, clusters), -1).astype(np.int32)


def weighted(lab: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return CIELAB, (..., 3), with lightness at the weight that it has against chroma."""
    return lab * np.array([LIGHTNESS_WEIGHT, 1, 1], np.float32)


def sample(lab: NDArray[np.float32], flags: NDArray[np.bool_]) -> Lab:
    """Return some of the flagged pixels of `lab`, (h, w, 3), as (n, 3); one that is black if none is flagged."""
    pixels = lab[flags]
    return (
        np.ascontiguousarray(pixels[:: max(1, len(pixels) // SAMPLES)]) if len(pixels) else np.zeros((1, 3), np.float32)
    )


def _cluster(lab: NDArray[np.float32], flags: BinaryMask) -> Labels:
    """Return the color cluster of every flagged pixel, (h, w) int32, counted from 0; -1 elsewhere."""
    colors = weighted(lab)
    pixels = sample(colors, flags > 0)
    seeds = _modes(pixels)
    nearest = np.argmin([np.square(pixels - seed).sum(axis=1) for seed in seeds], axis=0).astype(np.int32)
    _error, _labels, centers = cv2.kmeans(pixels, len(seeds), nearest[:, None], _STOP, 1, cv2.KMEANS_USE_INITIAL_LABELS)
    # The squared distance without its term that all centers share is linear in the color, so one blur serves all.
    smoothed = cv2.GaussianBlur(colors, (0, 0), _SETTINGS.smoothing)
    distances = cv2.transform(smoothed, np.column_stack([-2 * centers, np.square(centers).sum(axis=1)]))
    distances = distances.reshape(*flags.shape, len(seeds))
    return np.where(flags > 0, np.argmin(distances, axis=2), -1).astype(np.int32)


def _modes(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the most frequent colors, (k, 3), of `pixels`, (n, 3), that differ enough; at least one."""
    levels = np.floor(pixels / _SETTINGS.bin).astype(np.int64)
    _bins, inverse, counts = np.unique(levels, axis=0, return_inverse=True, return_counts=True)
    inverse = inverse.ravel()
    means = np.stack([np.bincount(inverse, channel) / counts for channel in pixels.T], axis=1)
    chosen: list[NDArray[np.float64]] = []
    for index in np.argsort(-counts, kind="stable"):
        if chosen and (counts[index] < _SETTINGS.seed_share * len(pixels) or len(chosen) == _SETTINGS.clusters):
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
    colors, reach = weighted(lab), REACH
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
    side = (3 * REACH + 1,) * 2
    total, count = (cv2.blur(values, side) for values in (colors * weight[..., None], weight))
    return cast("NDArray[np.float32]", total / np.maximum(count, 1e-6)[..., None])


def _explained_by_light(
    lab: NDArray[np.float32], clusters: Labels, count: int
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return whether light can make the color of one cluster from that of the other, and whether it often does.

    The first, (count, count), compares chroma. The second compares lightness: dyes that differ in nothing else are told
    from folds by their contrast.
    """
    samples = [sample(lab, clusters == cluster) for cluster in range(count)]
    cloths = [describe_cloth(pixels) for pixels in samples]
    distances = np.array([[np.median(chroma_distance(pixels, cloth)) for pixels in samples] for cloth in cloths])
    lightness = np.array([float(cloth.median[0]) for cloth in cloths])
    lighter, darker = (choose(lightness[:, None], lightness[None]) for choose in (np.maximum, np.minimum))
    is_near = lighter - darker < _SETTINGS.contrast
    return np.minimum(distances, distances.T) < SHADE_DISTANCE, is_near


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
