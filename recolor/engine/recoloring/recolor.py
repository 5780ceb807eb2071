"""Recoloring of garments in a picture: masks, resizing, one color change per garment, and the report.

Every change reads the source picture, so the order of the changes does not matter.
"""

import itertools
from collections.abc import Callable, Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.words import parse_color
from ..errors import RepeatedTarget
from ..imaging.resize import resize_mask
from ..imaging.strips import map_strips, total
from ..networks.detail_network import DetailNetwork
from ..types import ColorChange, Garment, Mask, Pixels, RecolorResult
from .blend import blend
from .change_warnings import warning_of_details
from .color_table import ColorTable
from .dye import make_dye
from .overlaps import merge, share_overlaps
from .prepared_garment import PreparedGarment
from .prepared_picture import PreparedPicture
from .region import MaskedPart, Outcome, Region
from .report import largest_change_outside, report_change

FindGarment = Callable[[str, Sequence[str]], Garment]
RefineEdges = Callable[[Mask, Pixels], Mask]
Progress = Callable[[str, float], None]

_DENOISED_GAIN = 1.5  # contrast gain above which the source is smoothed, to avoid amplified noise and JPEG blocks


def recolor_picture(
    prepared: PreparedPicture,
    changes: Sequence[ColorChange],
    find: FindGarment,
    refine: RefineEdges,
    network: DetailNetwork,
    progress: Progress | None = None,
) -> RecolorResult:
    """Recolor garments of a picture.

    Outside the masks, the result equals the photo, resized and sharpened in the same way.

    Parameters
    ----------
    prepared : PreparedPicture
        The photo, the size of the result, and what earlier calls have computed.
    changes : sequence of ColorChange
        Garments and their new colors. If a change has a mask, the garment is not searched for.
    find : callable
        Finds a garment from its name and the names of the other garments. Called for changes without a mask.
    refine : callable
        Adapts a mask, (H, W) float32, to the edges in the picture's pixels. Called for masks with `refine_edges`.
    network : DetailNetwork
        Finds woven and embroidered patterns, which keep their color.
    progress : callable, optional
        Called between steps with the name of the stage and the share of the work done, 0..1. An exception that it
        raises stops the work.

    Returns
    -------
    RecolorResult
        The recolored picture, one report per change, and the measured change outside the masks.

    Raises
    ------
    ValueError
        For a mask whose size differs from the picture's.
    ColorError
        If a color is not known.
    LayerNotFound
        If a garment does not have the color layer that a change names.
    RepeatedTarget
        If two changes mean the same garment, or the same color layer of it.
    TargetError, GarmentNotFound, ModelMissing
        If `find` raises them.
    """
    notify = progress or (lambda stage, share: None)
    colors = [parse_color(change.color).hex for change in changes]  # before the slow steps, to fail early
    notify("finding garments", 0.0)
    masks, confidences = _masks(prepared.pixels, changes, find, refine)
    notify("resizing", 0.3)
    source = prepared.source
    parts = _parts(prepared, changes, masks, confidences)
    regions = [Region.from_change(*values) for values in zip(changes, colors, parts, strict=True)]
    _check_distinct(regions)
    regions = share_overlaps(regions, [part.mask for part in parts])
    out = source.copy()
    outcomes = _recolor_regions(prepared, regions, network, out, notify)
    reports = [report_change(region, outcome, out) for region, outcome in zip(regions, outcomes, strict=True)]
    return RecolorResult(out, reports, largest_change_outside(source, out, regions), prepared.alpha())


def _masks(
    pixels: Pixels, changes: Sequence[ColorChange], find: FindGarment, refine: RefineEdges
) -> tuple[list[Mask], list[float | None]]:
    """Return the mask of every change, (H, W) float32, and its confidence.

    A change without a mask gets those of the garment found by name; a change with a mask has the confidence None.
    """
    names = [change.target for change in changes]
    masks: list[Mask] = []
    confidences: list[float | None] = []
    for index, change in enumerate(changes):
        if change.mask is not None:
            mask = checked_mask(change.mask, *pixels.shape[:2])
            masks.append(refine(mask, pixels) if change.refine_edges else mask)
            confidences.append(None)
        else:
            others = [*names[:index], *names[index + 1 :]]
            if change.layer:  # other changes may name other layers of the same garment
                others = [name for name in others if name != change.target]
            garment = find(change.target, others)
            masks.append(garment.mask)
            confidences.append(garment.confidence)
    return masks, confidences


def _parts(
    prepared: PreparedPicture,
    changes: Sequence[ColorChange],
    masks: Sequence[Mask],
    confidences: Sequence[float | None],
) -> list[MaskedPart]:
    """Return what each change recolors: its garment, with a mask of the photo's size, or a color layer of it."""
    source = prepared.source
    parts: list[MaskedPart] = []
    for change, mask, confidence in zip(changes, masks, confidences, strict=True):
        resized = resize_mask(mask, *source.shape[:2])
        if not change.layer:
            parts.append(MaskedPart(resized, confidence))
            continue
        garment = prepared.layered(mask)
        index = garment.find(change.layer, change.target)
        layer_mask, flags = garment.cut(index, resized, source, prepared.pixels.shape[:2])
        parts.append(MaskedPart(layer_mask, confidence, garment.layers, index, flags))
    return parts


def _check_distinct(regions: Sequence[Region]) -> None:
    """Raise RepeatedTarget if two changes recolor the same garment, or the same color layer of it."""
    for first, second in itertools.combinations([region for region in regions if region.mask.size], 2):
        if first.is_same_part(second):
            names = " and ".join(dict.fromkeys(f"“{region.target}”" for region in (first, second)))
            part = f"color layer “{first.layer}”" if first.layer else "garment"
            raise RepeatedTarget(f"Two changes of {names} mean the same {part}. Choose one color for it.")


def checked_mask(mask: NDArray[np.generic], height: int, width: int) -> Mask:
    """Return the mask of a change as float32 0..1.

    `mask`, (H, W), is bool, uint8 0..255, or floating point; values below 0 and above 1 are clipped. Raises ValueError
    if it is of another type, is not finite, or does not have the photo's size.
    """
    values = np.asarray(mask)
    if values.shape != (height, width):
        raise ValueError(f"the mask's shape is {values.shape}, the photo's {(height, width)}; they must be the same")
    if values.dtype == np.uint8:
        return np.divide(values, np.float32(255), dtype=np.float32)
    if values.dtype.kind not in "bf":
        raise ValueError(
            f"the mask has values of type {values.dtype}; convert it to bool, uint8 0..255 or float32 0..1"
        )
    values = values.astype(np.float32, copy=False)
    # OpenCV's minimum and maximum ignore NaN; the sum does not.
    ranges = map_strips(lambda rows: (*cv2.minMaxLoc(values[rows])[:2], total(values[rows])), height, width)
    if not np.isfinite(ranges).all():
        raise ValueError("the mask has values that are not finite")
    return values if all(low >= 0 and high <= 1 for low, high, _sum in ranges) else np.clip(values, 0, 1)


def _recolor_regions(
    prepared: PreparedPicture, regions: Sequence[Region], network: DetailNetwork, out: Pixels, notify: Progress
) -> list[Outcome | None]:
    """Recolor every region in `out`, a copy of the source; return the measurements, None for an empty region."""
    # A single region is recolored in place; several regions are recolored in copies and then merged.
    source, is_single = prepared.source, len(regions) == 1
    parts = [out[region.box] if is_single else source[region.box].copy() for region in regions]
    outcomes: list[Outcome | None] = []
    for index, (region, part) in enumerate(zip(regions, parts, strict=True)):
        notify("recoloring", 0.4 + 0.6 * index / len(regions))
        if region.mask.size:
            garment = prepared.garment(region, network)
            outcomes.append(_recolor_region(garment, region, part))
        else:
            outcomes.append(None)
    if not is_single:
        merge(source, regions, parts, out)
    return outcomes


def _recolor_region(garment: PreparedGarment, region: Region, out: Pixels) -> Outcome:
    """Recolor one region in `out`, (h, w, 3), a copy of the picture."""
    if garment.light is None:
        return _dye_region(garment, region, out)
    dyed = garment.source.copy()
    outcome = _dye_region(garment, region, dyed)
    changed = (dyed != garment.source).any(axis=2)
    out[changed] = garment.light.add(dyed)[changed]
    return outcome


def _dye_region(garment: PreparedGarment, region: Region, out: Pixels) -> Outcome:
    """Recolor one region in `out`, (h, w, 3), a copy of the garment's source."""
    dye = make_dye(garment.measured, region.aim_hex)
    table = ColorTable(dye.map_colors)
    dyed, cutout = garment.recolored(table, smoothed=dye.contrast_gain > _DENOISED_GAIN)
    blend(garment.source, dyed, cutout.opaque, cutout.edge, table, out)
    warning = dye.warning or warning_of_details(cutout.protected)
    return Outcome(cutout.recolored, dye.out_of_gamut, cutout.protected, warning)
