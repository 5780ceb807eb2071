"""Recoloring garments in a photo: every change reads the source, so their order does not matter."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color import gamut
from ..color.ciede2000 import ciede2000
from ..color.spaces import hex_to_rgb, linear_to_lab, rgb_to_hex, rgb_to_lab, values_to_linear
from ..color.words import parse_color
from ..imaging import resize
from ..imaging.binary import Box, Flags, bounding_box
from ..imaging.strips import in_strips
from ..types import ChangeReport, ColorChange, Garment, Mask, Picture, Pixels, RecolorResult
from . import cloth, details, warnings
from . import color_table as lookup
from .blend import blend
from .multicolor import dominant_cloth, is_multicolored
from .rim import CONFIDENT, inside_of

Find = Callable[[str, Sequence[str]], Garment]
Progress = Callable[[str, float], None]

_MEASURED, _AIMED = 10_000, 4_000  # pixels are enough to know a garment's cloth, and its median

_HIGH_GAIN = 1.5
_QUIETING = (8.0, 1.5)  # values and pixels within which neighbors are averaged


@dataclass
class _Region:
    """One change within its garment's bounding box, and what is known of its cloth once it is measured."""

    box: Box
    mask: Mask
    target_hex: str
    protect_details: bool
    coverage: float
    recolored: Flags | None = None  # 1 where it surely is cloth and no detail
    out_of_gamut: float = 0.0
    protected: float = 0.0
    warning: str = ""


def recolor_photo(
    picture: Picture,
    changes: Sequence[ColorChange],
    quality: str | None,
    find: Find,
    progress: Progress | None = None,
    sharpen: bool = False,
) -> RecolorResult:
    """Recolor garments of a photo.

    quality: "2k" or "4k" (long side 2048 or 4096 px), None or "original" for the photo's own size.
    find: finds a garment by its name and the other names asked for; called where a change brings no mask.
    progress: called with a stage and the share done, 0..1, between steps; may raise to stop the work.
    sharpen: make up, mildly, for what enlarging softens.
    Outside the masks not one value differs from the same photo resized alike; `changed_outside` is measured.
    Raises ValueError for an unknown quality or a mask of another size, ColorError, TargetError, GarmentNotFound.
    """
    tell = progress or (lambda stage, share: None)
    height, width = resize.output_size(picture.height, picture.width, quality)
    targets = [parse_color(change.color).hex for change in changes]  # a wrong one is told before any work
    tell("finding garments", 0.0)
    names = [change.target for change in changes]
    masks = [
        _given_mask(change.mask, picture)
        if change.mask is not None
        else find(change.target, [*names[:index], *names[index + 1 :]]).mask
        for index, change in enumerate(changes)
    ]
    tell("resizing", 0.3)
    source = resize.resize_pixels(picture.pixels, height, width)
    if sharpen:
        source = resize.sharpened(source, picture.height, picture.width)
    full = [resize.resize_mask(mask, height, width) for mask in masks]
    regions = [_region(*known) for known in zip(changes, full, targets, strict=True)]
    del masks
    _share_overlaps(regions, full)
    out = source.copy()
    alone = [out[region.box] if len(regions) == 1 else source[region.box].copy() for region in regions]
    for index, region in enumerate(regions):
        tell("recoloring", 0.4 + 0.6 * index / len(regions))
        _recolor(source[region.box], region, alone[index])
    if len(regions) > 1:
        _put_together(source, regions, alone, out)
    reports = [_report(name, region, out) for name, region in zip(names, regions, strict=True)]
    return RecolorResult(out, reports, _changed_outside(source, out, regions))


def _changed_outside(source: Pixels, out: Pixels, regions: list[_Region]) -> int:
    outside = np.ones(source.shape[:2], np.uint8)
    for region in regions:
        outside[region.box] &= region.mask == 0

    def most(rows: slice) -> float:
        return cv2.norm(source[rows], out[rows], cv2.NORM_INF, outside[rows])

    return int(max(in_strips(most, source.shape[0], source.shape[1])))


def _given_mask(mask: NDArray[np.generic], picture: Picture) -> Mask:
    values = np.asarray(mask)
    if values.shape != (picture.height, picture.width):
        raise ValueError(
            f"the mask's shape is {values.shape}, the photo's {(picture.height, picture.width)}; they must be the same"
        )
    if values.dtype == np.uint8:
        return np.divide(values, np.float32(255), dtype=np.float32)
    values = values.astype(np.float32, copy=False)
    low, high, *_where = cv2.minMaxLoc(values)
    return values if low >= 0 and high <= 1 else np.clip(values, 0, 1)


def _region(change: ColorChange, mask: Mask, target_hex: str) -> _Region:
    box = bounding_box((mask > 0).view(np.uint8))
    return _Region(box, mask[box], target_hex, change.protect_details, float(mask.mean()))


def _share_overlaps(regions: list[_Region], masks: list[Mask]) -> None:
    """Where soft masks overlap to more than one whole, each takes its share: no seam, no order."""
    if len(regions) < 2:
        return
    total = np.maximum(np.sum(masks, axis=0), 1)
    for region in regions:
        region.mask = region.mask / total[region.box]


def _recolor(source: Pixels, region: _Region, out: Pixels) -> None:
    """Make one change within its box; `out`, (h, w, 3), is a copy of the source there."""
    if not region.mask.size:
        return
    inside, cloth_share = inside_of(region.mask), region.mask
    dye = _dye(_sample(source, inside), region)
    # Where contrast grows, so would noise and the blocks of a JPEG.
    quiet = cast("Pixels", cv2.bilateralFilter(source, 5, *_QUIETING)) if dye.gain > _HIGH_GAIN else source
    table = lookup.Lookup(dye.channels)
    dyed = table(quiet)
    if region.protect_details and not dye.base.many_colors:
        distances = cast("Flags", cv2.extractChannel(dyed, 3))
        kept = details.detail_share(source, distances, dye.base, dye.scatter, inside)
        region.protected = cv2.sumElems(kept)[0] / max(1, int(np.count_nonzero(inside)))
        cloth_share = np.multiply(region.mask, np.subtract(1, kept, out=kept), out=kept)
    region.recolored = inside & (cloth_share >= CONFIDENT)
    blend(source, dyed, cloth_share, region.recolored, table, out)


def _sample(source: Pixels, inside: Flags) -> Pixels:
    """Some of the sure pixels, (N, 3): every n-th of every n-th row, so that many are left and few are read."""
    step = max(1, int(np.sqrt(np.count_nonzero(inside) / _MEASURED)))
    return source[::step, ::step][inside[::step, ::step] > 0]


@dataclass
class _Dye:
    """The mapping of one change's colors, and how far the cloth's own colors scatter."""

    base: cloth.Cloth
    target: NDArray[np.float32]
    scatter: float

    @property
    def gain(self) -> float:
        """How much the contrast of lightness grows at most."""
        return max(cloth.slopes(self.base, float(self.target[0])))

    def channels(self, colors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Colors, (N, 3) sRGB 0..255, dyed, and their distances from the base as a fourth channel."""
        lab = linear_to_lab(values_to_linear(colors))
        dyed = gamut.lab_to_rgb(cloth.recolor_cloth(lab, self.base, self.target))
        return np.column_stack([dyed, details.SCALE * details.distance(lab, self.base)])


def _dye(pixels: Pixels, region: _Region) -> _Dye:
    """Measure a garment's cloth by its sure pixels, (N, 3), and aim so that its median becomes the target."""
    lab = rgb_to_lab(pixels)
    scatter = 0.0
    if not region.protect_details:
        base = cloth.describe_cloth(lab)
    elif is_multicolored(lab):
        base, lab = dominant_cloth(lab)
    else:
        base, scatter = details.plain_cloth(lab)
        lab = lab[details.distance(lab, base) < details.thresholds(scatter)[0]]
    target = rgb_to_lab(hex_to_rgb(region.target_hex)[None])[0]
    region.out_of_gamut = gamut.share_outside(cloth.recolor_cloth(lab, base, target))
    region.warning = warnings.about(lab, base.many_colors, target)
    return _Dye(base, _aim(lab, base, target), scatter)


def _aim(measured: NDArray[np.float32], base: cloth.Cloth, target: NDArray[np.float32]) -> NDArray[np.float32]:
    """Where to aim so that the median of the rounded, displayable result is the target itself."""
    measured = measured[:: max(1, len(measured) // _AIMED)]
    aimed = target.copy()
    for _ in range(5):
        shown = np.rint(gamut.lab_to_rgb(cloth.recolor_cloth(measured, base, aimed))).astype(np.uint8)
        aimed += target - np.median(rgb_to_lab(shown), axis=0).astype(np.float32)
    return aimed


def _put_together(source: Pixels, regions: list[_Region], alone: list[Pixels], out: Pixels) -> None:
    """All changes in one picture: where garments touch, what each adds to the source is added, in no order."""
    count = np.zeros(source.shape[:2], np.uint8)
    for region, new in zip(regions, alone, strict=True):
        touched = region.mask > 0
        count[region.box] += touched
        out[region.box][touched] = new[touched]
    shared = np.argwhere(count > 1)
    if shared.size:
        out[shared[:, 0], shared[:, 1]] = _added(source, shared, regions, alone)


def _added(source: Pixels, where: NDArray[np.intp], regions: list[_Region], alone: list[Pixels]) -> Pixels:
    """The colors, (N, 3), at rows and columns `where`, (N, 2), of more than one garment."""
    before = source[where[:, 0], where[:, 1]].astype(np.int16)
    total = before.copy()
    for region, new in zip(regions, alone, strict=True):
        rows, columns = where[:, 0] - region.box[0].start, where[:, 1] - region.box[1].start
        within = (rows >= 0) & (columns >= 0) & (rows < new.shape[0]) & (columns < new.shape[1])
        within[within] = region.mask[rows[within], columns[within]] > 0
        total[within] += new[rows[within], columns[within]] - before[within]
    return np.clip(total, 0, 255).astype(np.uint8)


def _report(name: str, region: _Region, out: Pixels) -> ChangeReport:
    target = rgb_to_lab(hex_to_rgb(region.target_hex)[None])[0]
    if region.recolored is None:
        return ChangeReport(name, region.target_hex, region.target_hex, 0.0, 0.0, warning=warnings.NOTHING)
    seen = region.recolored if region.recolored.any() else inside_of(region.mask)
    reached = _sample(out[region.box], seen)
    return ChangeReport(
        target=name,
        target_hex=region.target_hex,
        achieved_hex=rgb_to_hex(np.median(reached, axis=0)),
        delta_e=float(ciede2000(np.median(rgb_to_lab(reached), axis=0), target)),
        coverage=region.coverage,
        out_of_gamut=region.out_of_gamut,
        protected=region.protected,
        warning=region.warning,
    )
