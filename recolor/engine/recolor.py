"""Recolouring garments in a photo: every change reads the source, so their order does not matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from . import cloth, details, gamut, resize
from .ciede2000 import ciede2000
from .color_words import parse_color
from .colorspace import hex_to_rgb, rgb_to_hex, rgb_to_lab
from .types import ChangeReport, ColorChange, Garment, Mask, Photo, Pixels, RecolorResult

Find = Callable[[str, Sequence[str]], Garment]
Progress = Callable[[str, float], None]

CONFIDENT = 0.95
_MEASURED = 200_000  # pixels are enough to know a garment's median


@dataclass
class _Region:
    """One change within its garment's bounding box."""

    box: tuple[slice, slice]
    mask: Mask
    target_hex: str


def recolor_photo(
    photo: Photo,
    changes: Sequence[ColorChange],
    quality: str | None,
    find: Find,
    progress: Progress | None = None,
) -> RecolorResult:
    """Recolour garments of a photo.

    quality: "2k" or "4k" (long side 2048 or 4096 px), None or "original" for the photo's own size.
    find: finds a garment by its name and the other names asked for; called where a change brings no mask.
    progress: called with a stage and the share done, 0..1, between steps; may raise to stop the work.
    Outside the masks not one value differs from the same photo resized alike.
    Raises ValueError for an unknown quality or a mask of another size, ColorError, TargetError, GarmentNotFound.
    """
    tell = progress or (lambda stage, share: None)
    height, width = resize.output_size(photo.height, photo.width, quality)
    targets = [parse_color(change.color).hex for change in changes]
    tell("finding garments", 0.0)
    names = [change.target for change in changes]
    masks = [
        _given_mask(change.mask, photo)
        if change.mask is not None
        else find(change.target, [*names[:index], *names[index + 1 :]]).mask
        for index, change in enumerate(changes)
    ]
    tell("resizing", 0.3)
    source = resize.resize_pixels(photo.pixels, height, width)
    full = [resize.resize_mask(mask, height, width) for mask in masks]
    regions = [_region(mask, target) for mask, target in zip(full, targets, strict=True)]
    del masks
    _share_overlaps(regions, full)
    out = source.copy()
    moved: list[NDArray[np.float32]] = []
    for index, region in enumerate(regions):
        tell("recolouring", 0.4 + 0.6 * index / len(regions))
        moved.append(_difference(source[region.box], region))
    _apply(out, source, regions, moved)
    reports = [_report(name, region, out, mask) for name, region, mask in zip(names, regions, full, strict=True)]
    return RecolorResult(out, reports)


def _given_mask(mask: NDArray[np.generic], photo: Photo) -> Mask:
    values = np.asarray(mask)
    if values.shape != (photo.height, photo.width):
        raise ValueError(
            f"the mask's shape is {values.shape}, the photo's {(photo.height, photo.width)}; they must be the same"
        )
    scale = 255 if values.dtype == np.uint8 else 1
    return np.clip(values.astype(np.float32) / np.float32(scale), 0, 1)


def _region(mask: Mask, target_hex: str) -> _Region:
    rows, columns = np.flatnonzero(mask.any(axis=1)), np.flatnonzero(mask.any(axis=0))
    if not rows.size:
        return _Region((slice(0, 0), slice(0, 0)), mask[:0, :0], target_hex)
    box = (slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1))
    return _Region(box, mask[box], target_hex)


def _share_overlaps(regions: list[_Region], masks: list[Mask]) -> None:
    """Where soft masks overlap to more than one whole, each takes its share: no seam, no order."""
    if len(regions) < 2:
        return
    total = np.maximum(np.sum(masks, axis=0), 1)
    for region in regions:
        region.mask = region.mask / total[region.box]


def _difference(source: Pixels, region: _Region) -> NDArray[np.float32]:
    """What a change adds to the source within its box, (h, w, 3) float32, before the mask."""
    difference = np.zeros(source.shape, np.float32)
    touched = region.mask > 0
    if not touched.any():
        return difference
    inside = _inside(region.mask)
    own = _foreground(source, region.mask, inside)
    lab = rgb_to_lab(own)
    measured = _sample(lab[inside])
    base = cloth.describe_cloth(measured)
    target = rgb_to_lab(hex_to_rgb(region.target_hex)[None])[0]
    share = details.base_share(lab, inside, base.median)
    plain = _sample(lab[inside & (share > 0.5)])
    if len(plain) > 500:
        base = cloth.describe_cloth(plain)
        measured = plain
    aimed = _aim(measured, base, target)
    pixels = lab[touched]
    recolored = gamut.lab_to_rgb(cloth.recolor_cloth(pixels, base, aimed))
    difference[touched] = (recolored - own[touched]) * share[touched][:, None]
    return difference


def _inside(mask: Mask) -> NDArray[np.bool_]:
    """The pixels that are surely the garment's own; all touched ones where none is sure."""
    sure = mask > CONFIDENT
    eroded = cv2.erode(sure.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    for candidate in (eroded, sure):
        if candidate.sum() >= 50:
            return candidate
    return mask > min(0.5, float(mask.max()) / 2)


def _foreground(source: Pixels, mask: Mask, inside: NDArray[np.bool_]) -> Pixels:
    """The garment's own colour also where the rim mixes it with the background, so that no old colour glows.

    A rim pixel's own colour is the mean of the sure cloth around it.
    """
    rim = (mask > 0) & (mask < CONFIDENT)
    if not rim.any():
        return source
    weight = inside.astype(np.float32)
    sigma = 3.0
    near = cv2.GaussianBlur(weight, (0, 0), sigma)
    mean = cv2.GaussianBlur(source * weight[..., None], (0, 0), sigma)
    known = rim & (near > 1e-3)
    own = source.copy()
    estimate = mean[known] / near[known][:, None]
    # The nearer a pixel is to being all garment, the more its own value says.
    alpha = mask[known][:, None]
    own[known] = np.rint(np.clip(source[known] * alpha + estimate * (1 - alpha), 0, 255)).astype(np.uint8)
    return own


def _sample(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    return pixels[:: max(1, len(pixels) // _MEASURED)]


def _aim(measured: NDArray[np.float32], base: cloth.Cloth, target: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where to aim so that the median of the rounded, displayable result is the target itself."""
    aimed = target.copy()
    for _ in range(5):
        shown = np.rint(gamut.lab_to_rgb(cloth.recolor_cloth(measured, base, aimed))).astype(np.uint8)
        aimed += target - np.median(rgb_to_lab(shown), axis=0).astype(np.float32)
    return aimed


def _apply(out: Pixels, source: Pixels, regions: list[_Region], moved: list[NDArray[np.float32]]) -> None:
    if len(regions) == 1:
        region, difference = regions[0], moved[0]
        _write(out, source, region.box, difference * region.mask[..., None], region.mask > 0)
        return
    total = np.zeros(source.shape, np.float32)
    touched = np.zeros(source.shape[:2], bool)
    for region, difference in zip(regions, moved, strict=True):
        total[region.box] += difference * region.mask[..., None]
        touched[region.box] |= region.mask > 0
    _write(out, source, (slice(None), slice(None)), total, touched)


def _write(
    out: Pixels,
    source: Pixels,
    box: tuple[slice, slice],
    difference: NDArray[np.float32],
    touched: NDArray[np.bool_],
) -> None:
    values = source[box][touched] + difference[touched]
    out[box][touched] = np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def _report(name: str, region: _Region, out: Pixels, mask: Mask) -> ChangeReport:
    target = rgb_to_lab(hex_to_rgb(region.target_hex)[None])[0]
    if not region.mask.size:
        return ChangeReport(name, region.target_hex, region.target_hex, 0.0, 0.0)
    inside = _inside(mask[region.box])
    reached = out[region.box][inside]
    difference = ciede2000(np.median(rgb_to_lab(reached), axis=0), target)
    return ChangeReport(
        target=name,
        target_hex=region.target_hex,
        achieved_hex=rgb_to_hex(np.median(reached, axis=0)),
        delta_e=float(difference),
        coverage=float(mask.mean()),
    )
