"""The local engine: photos, masks and analyzes from the storage, pixels from `recolor.engine`."""

import functools
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from .. import engine, files, uploads
from ..models import ColorChange, Garment, Photo, RecolorTask
from ..wakeup import wake_worker
from .base import ChangeResult, FindingResult, FoundGarment, Progress, RecoloringResult
from .screen_size import SIDE, at_screen_size, mask_at_screen_size

Click = tuple[float, float, bool]
_EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@functools.cache
def _engine() -> engine.Engine:
    """One engine a process; its models load on first use."""
    return engine.Engine()


class LocalEngine:
    """Finds and recolors garments on this machine."""

    def submit(self, task: RecolorTask) -> None:
        """Wake a worker for the task once the transaction commits."""
        wake_worker(task)

    def retry(self, task: RecolorTask, error_code: str) -> None:
        """Wake a worker for a task that is queued again."""
        wake_worker(task)

    def cancel(self, task: RecolorTask) -> None:
        """Do nothing: the worker notices at its next step that the row is no longer its own."""

    def forget(self, task: RecolorTask) -> None:
        """Do nothing: the row is all there is."""

    def check_targets(self, photo: Photo, targets: Sequence[str]) -> None:
        """Raise TargetError or GarmentNotFound; a photo whose garments are not found yet accepts every garment."""
        for target in targets:
            engine.parse_target(target)
        if photo.status != photo.DONE:
            return
        garments = list(photo.garments.all())
        unmatched = [target for target in targets if not match_garment(target, garments)]
        if not unmatched:
            return
        missing = set(engine.missing_targets(_stored_analysis(photo), list(targets))) & set(unmatched)
        for target in unmatched:
            if target in missing:
                names = [garment.name for garment in garments]
                raise engine.GarmentNotFound(not_found_text(target, names), names)

    def find(self, photo: Photo, progress: Progress) -> FindingResult:
        """Find the photo's garments; PhotoError if it cannot be read."""
        progress("reading the photo", 5)
        picture = _engine().open(files.read(photo.file.name))
        progress("looking at the photo", 15)
        analysis = _engine().analyze(picture)
        progress("finding garments", 60)
        garments = _engine().garments(picture)
        found = [FoundGarment(g.name, g.mask, g.color, g.confidence) for g in garments]
        return FindingResult(found, analysis.to_bytes())

    def recolor(self, task: RecolorTask, progress: Progress) -> RecoloringResult:
        """Do a task's changes; EngineError, which says what to do, if they cannot be done."""
        photo = task.photo
        progress("reading the photo", 5)
        picture = _engine().open(files.read(photo.file.name))
        if photo.analysis:
            picture.analysis = _stored_analysis(photo)
        garments = list(photo.garments.all())
        changes = [_with_mask(change, garments) for change in task.color_changes.all()]
        progress("recoloring", 20)
        quality = None if task.image_quality == task.Quality.ORIGINAL else task.image_quality
        result = _engine().recolor(
            picture,
            changes,
            quality=quality,
            progress=lambda stage, share: progress(stage, 20 + round(60 * share)),
            sharpen=task.sharpen,
        )
        progress("writing", 85)
        height, width = result.pixels.shape[:2]
        return RecoloringResult(
            content=engine.encode(result.pixels, task.output_format),
            extension=_EXTENSIONS[task.output_format],
            preview=uploads.small_jpeg(result.pixels, uploads.PREVIEW_SIDE),
            thumbnail=uploads.small_jpeg(result.pixels, uploads.THUMBNAIL_SIDE),
            width=width,
            height=height,
            changes=[
                ChangeResult(report.achieved_hex, report.delta_e, report.out_of_gamut, report.protected, report.warning)
                for report in result.changes
            ],
        )

    def select(
        self, photo: Photo, points: Sequence[Click], previous: np.ndarray | None, level: int | None
    ) -> np.ndarray:
        """A garment by clicks, at screen size: (h, w) float32 0..1.

        points: (x, y, added), x and y as shares of the photo's width and height, 0..1. previous: the mask so far,
        (h, w) float32 0..1. level: one of four sizes for a first click, 0 the smallest. ValueError for points outside
        the photo, or none that adds.
        """
        picture = at_screen_size(photo)
        known = None
        if previous is not None:
            mask = cv2.resize(previous, (picture.width, picture.height), interpolation=cv2.INTER_AREA)
            known = engine.Garment("selection", np.asarray(mask, np.float32), "#000000", 1.0)
        clicks = [(x * picture.width, y * picture.height, add) for x, y, add in points]
        return _engine().select(picture, clicks, known, level).mask

    def preview(self, photo: Photo, changes: Sequence[Mapping[str, str]], protect_details: bool) -> bytes:
        """The photo at screen size in other colors, a JPEG; wishes: `{"target", "color"}`. Raises EngineError."""
        picture = at_screen_size(photo)
        garments = list(photo.garments.all())
        requested = []
        for change in changes:
            garment = match_garment(change["target"], garments)
            mask = mask_at_screen_size(garment.mask.name or "", picture.width, picture.height) if garment else None
            requested.append(engine.ColorChange(change["target"], change["color"], mask, protect_details))
        return uploads.small_jpeg(_engine().recolor(picture, requested, quality=None).pixels, SIDE)

    def sharpen(self, photo: Photo, mask: np.ndarray) -> np.ndarray:
        """A mask drawn at screen size, (h, w) float32 0..1, at the photo's own, (H, W), along the photo's edges."""
        return engine.soft_mask(mask, _engine().open(files.read(photo.file.name)).pixels)

    def measure(self, photo: Photo, mask: np.ndarray) -> str:
        """The color of the cloth under a mask, (H, W) uint8, as '#rrggbb'."""
        pixels = _engine().open(files.read(photo.file.name)).pixels
        inside = pixels[np.asarray(mask) > 127]
        red, green, blue = np.median(inside, axis=0).round().astype(int)
        return f"#{red:02x}{green:02x}{blue:02x}"


def match_garment(target: str, garments: Sequence[Garment]) -> Garment | None:
    """The stored garment that `target` means: by its very name first, then by meaning; corrected ones first."""
    filters = target.strip().casefold()
    for garment in garments:
        if garment.name.casefold() == filters:
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
    """What a person saw drawn on the photo is what is recolored; other targets the engine finds itself."""
    garment = match_garment(change.target, garments)
    mask = None
    if garment:
        mask = cv2.imdecode(np.frombuffer(files.read(garment.mask.name), np.uint8), cv2.IMREAD_GRAYSCALE)
    return engine.ColorChange(change.target, change.color_hex, mask=mask, protect_details=change.protect_details)


def _stored_analysis(photo: Photo) -> engine.Analysis:
    return engine.Analysis.from_bytes(files.read(photo.analysis.name))
