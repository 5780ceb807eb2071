"""The engine built in: photos, masks and analyses from our storage, pixels from `recolor.engine`."""

import functools
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from .. import engine, files, uploads
from ..models import BaseImage, ColorChange, Garment, RecolorTask
from .base import Finding, FoundGarment, Progress, Reached, Recoloring
from .looking import SIDE, at_screen_size, mask_at_screen_size

Click = tuple[float, float, bool]
_EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@functools.cache
def _engine() -> engine.Engine:
    """One engine a process; its models load on first use."""
    return engine.Engine()


class LocalBackend:
    hosted = False

    def read_color(self, text: str, swatches: Mapping[str, str] | None = None) -> engine.Color:
        return engine.parse_color(text, swatches)

    def check_targets(self, image: BaseImage, targets: Sequence[str]) -> None:
        for target in targets:
            engine.parse_target(target)
        if image.status != image.DONE:
            return
        garments = list(image.garments.all())
        unmatched = [target for target in targets if not match_garment(target, garments)]
        if not unmatched:
            return
        missing = set(engine.missing_targets(_stored_analysis(image), list(targets))) & set(unmatched)
        for target in unmatched:
            if target in missing:
                names = [garment.name for garment in garments]
                raise engine.GarmentNotFound(not_found_text(target, names), names)

    def find(self, image: BaseImage, progress: Progress) -> Finding:
        """Find the photo's garments; PhotoError if it cannot be read."""
        progress("reading the photo", 5)
        photo = _engine().open(files.read(image.file.name))
        progress("looking at the photo", 15)
        analysis = _engine().analyse(photo)
        progress("finding garments", 60)
        garments = _engine().garments(photo)
        return Finding([FoundGarment(g.name, g.mask, g.color, g.confidence) for g in garments], analysis.to_bytes())

    def recolor(self, task: RecolorTask, progress: Progress) -> Recoloring:
        """Do a task's changes; EngineError, which says what to do, if they cannot be done."""
        image = task.base_image
        progress("reading the photo", 5)
        photo = _engine().open(files.read(image.file.name))
        if image.analysis:
            photo.analysis = _stored_analysis(image)
        garments = list(image.garments.all())
        changes = [_with_mask(change, garments) for change in task.color_changes.all()]
        progress("recolouring", 20)
        quality = None if task.image_quality == task.Quality.ORIGINAL else task.image_quality
        result = _engine().recolor(
            photo,
            changes,
            quality=quality,
            progress=lambda stage, share: progress(stage, 20 + round(60 * share)),
            sharpen=task.sharpen,
        )
        progress("writing", 85)
        height, width = result.pixels.shape[:2]
        return Recoloring(
            content=engine.encode(result.pixels, task.output_format),
            extension=_EXTENSIONS[task.output_format],
            preview=uploads.small_jpeg(result.pixels, uploads.PREVIEW_SIDE),
            thumbnail=uploads.small_jpeg(result.pixels, uploads.THUMBNAIL_SIDE),
            width=width,
            height=height,
            reports=[
                Reached(report.achieved_hex, report.delta_e, report.out_of_gamut, report.protected, report.warning)
                for report in result.changes
            ],
        )

    def select(
        self, image: BaseImage, points: Sequence[Click], previous: np.ndarray | None, level: int | None
    ) -> np.ndarray:
        """A garment by clicks, at screen size: (h, w) float32 0..1.

        points: (x, y, added), x and y as shares of the photo's width and height, 0..1. previous: the mask so far,
        (h, w) float32 0..1. level: one of four sizes for a first click, 0 the smallest. ValueError for points outside
        the photo, or none that adds.
        """
        photo = at_screen_size(image)
        known = None
        if previous is not None:
            mask = cv2.resize(previous, (photo.width, photo.height), interpolation=cv2.INTER_AREA)
            known = engine.Garment("selection", np.asarray(mask, np.float32), "#000000", 1.0)
        clicks = [(x * photo.width, y * photo.height, add) for x, y, add in points]
        return _engine().select(photo, clicks, known, level).mask

    def preview(self, image: BaseImage, wishes: Sequence[Mapping[str, str]], protect_details: bool) -> bytes:
        """The photo at screen size in other colours, a JPEG; wishes: `{"target", "color"}`. Raises EngineError."""
        photo = at_screen_size(image)
        garments = list(image.garments.all())
        changes = []
        for wish in wishes:
            garment = match_garment(wish["target"], garments)
            mask = mask_at_screen_size(garment.mask.name or "", photo.width, photo.height) if garment else None
            changes.append(engine.ColorChange(wish["target"], wish["color"], mask, protect_details))
        return uploads.small_jpeg(_engine().recolor(photo, changes, quality=None).pixels, SIDE)

    def sharpen(self, image: BaseImage, mask: np.ndarray) -> np.ndarray:
        """A mask drawn at screen size, (h, w) float32 0..1, at the photo's own, (H, W), along the photo's edges."""
        return engine.soft_mask(mask, _engine().open(files.read(image.file.name)).pixels)

    def measure(self, image: BaseImage, mask: np.ndarray) -> str:
        """The colour of the cloth under a mask, (H, W) uint8, as '#rrggbb'."""
        pixels = _engine().open(files.read(image.file.name)).pixels
        inside = pixels[np.asarray(mask) > 127]
        red, green, blue = np.median(inside, axis=0).round().astype(int)
        return f"#{red:02x}{green:02x}{blue:02x}"


def match_garment(target: str, garments: Sequence[Garment]) -> Garment | None:
    """The stored garment that `target` means: by its very name first, then by meaning; corrected ones first."""
    wanted = target.strip().casefold()
    for garment in garments:
        if garment.name.casefold() == wanted:
            return garment
    alike = [garment for garment in garments if _means_the_same(target, garment.name)]
    return min(alike, key=lambda garment: not garment.corrected, default=None)


def not_found_text(target: str, names: Sequence[str]) -> str:
    """A sentence that says what is there instead."""
    if names:
        return f"“{target}” was not found in this photo. Found: {', '.join(names)}."
    return f"“{target}” was not found in this photo, and no other garment either."


def _means_the_same(target: str, name: str) -> bool:
    try:
        return engine.same_garment(target, name)
    except engine.TargetError:  # a name that a person gave to a mask need not be in our vocabulary
        return False


def _with_mask(change: ColorChange, garments: Sequence[Garment]) -> engine.ColorChange:
    """What a person saw drawn on the photo is what is recoloured; other targets the engine finds itself."""
    garment = match_garment(change.target, garments)
    mask = None
    if garment:
        mask = cv2.imdecode(np.frombuffer(files.read(garment.mask.name), np.uint8), cv2.IMREAD_GRAYSCALE)
    return engine.ColorChange(change.target, change.color_hex, mask=mask, protect_details=change.protect_details)


def _stored_analysis(image: BaseImage) -> engine.Analysis:
    return engine.Analysis.from_bytes(files.read(image.analysis.name))
