"""The local engine as services see it: it reads stored files and calls `recolor.engine`.

Finding and recoloring run in a worker. Clicks and previews are answered by the web process, at screen size.
"""

import functools
from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from .. import engine, files
from ..engine.color.spaces import rgb_to_hex
from ..models import ColorChange, Garment, Photo, RecolorTask
from ..pictures import EncodedPicture, mask_from_png, small_jpeg
from ..wakeup import wake_worker
from .base import ChangeResult, FindingResult, FoundGarment, Progress, RecoloringResult
from .screen_size import SIDE, mask_at_screen_size, picture_at_screen_size

Click = tuple[float, float, bool]  # x, y, and whether the click adds to the garment or removes from it
_EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp"}


@functools.cache
def _engine() -> engine.Engine:
    """Return the engine of this process, which loads its models on first use."""
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
        """Do nothing: the worker notices at its next progress report that the task is no longer in progress."""

    def forget(self, task: RecolorTask) -> None:
        """Do nothing: the engine stores nothing besides the task itself."""

    def check_targets(self, photo: Photo, targets: Sequence[str]) -> None:
        """Raise TargetError or GarmentNotFound for the first target that cannot be recolored.

        While the photo's garments have not been found yet, accept every word that names a garment.
        """
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
        """Find the photo's garments. Raises PhotoError if the photo cannot be read."""
        progress("reading the photo", 5)
        picture = _engine().open(files.read(photo.file.name))
        progress("analyzing the photo", 15)
        analysis = _engine().analyze(picture)
        progress("finding garments", 60)
        garments = _engine().garments(picture)
        found = [FoundGarment(g.name, g.mask, g.color, g.confidence) for g in garments]
        return FindingResult(found, analysis.to_bytes())

    def recolor(self, task: RecolorTask, progress: Progress) -> RecoloringResult:
        """Recolor the task's photo. Raises EngineError."""
        photo = task.photo
        progress("reading the photo", 5)
        picture = _engine().open(files.read(photo.file.name))
        if photo.analysis:
            picture.analysis = _stored_analysis(photo)
        garments = list(photo.garments.all())
        changes = [_engine_change(change, garments) for change in task.color_changes.all()]
        quality = None if task.image_quality == task.Quality.ORIGINAL else task.image_quality
        result = _engine().recolor(
            picture,
            changes,
            quality=quality,
            progress=lambda stage, share: progress(stage, 20 + round(60 * share)),
            sharpen=task.sharpen,
        )
        progress("writing", 85)
        content = engine.encode(result.pixels, task.output_format)
        measured = [
            ChangeResult(report.achieved_hex, report.delta_e, report.out_of_gamut, report.protected, report.warning)
            for report in result.changes
        ]
        recolored = EncodedPicture.of(result.pixels, content, _EXTENSIONS[task.output_format])
        return RecoloringResult(recolored, measured)

    def select(
        self, photo: Photo, points: Sequence[Click], previous: np.ndarray | None, level: int | None
    ) -> np.ndarray:
        """Return the mask of the garment that clicks select, at screen size: (h, w) float32 0..1.

        points: x and y are shares of the photo's width and height, 0..1. previous: the mask before the last click,
        (h, w) float32 0..1. level: which of four sizes a first click selects, 0 is the smallest. Raises ValueError for
        points outside the photo, or if no point adds.
        """
        picture = picture_at_screen_size(photo)
        selected = None
        if previous is not None:
            mask = cv2.resize(previous, (picture.width, picture.height), interpolation=cv2.INTER_AREA)
            selected = engine.Garment("selection", np.asarray(mask, np.float32), "#000000", 1.0)
        clicks = [(x * picture.width, y * picture.height, add) for x, y, add in points]
        return _engine().select(picture, clicks, selected, level).mask

    def preview(self, photo: Photo, changes: Sequence[Mapping[str, str]], protect_details: bool) -> bytes:
        """Return the photo at screen size, recolored, as a JPEG. Raises EngineError.

        changes: each with `target` and `color`, a hex code.
        """
        picture = picture_at_screen_size(photo)
        garments = list(photo.garments.all())
        requested = []
        for change in changes:
            garment = match_garment(change["target"], garments)
            mask = mask_at_screen_size(garment.mask.name or "", picture.width, picture.height) if garment else None
            requested.append(engine.ColorChange(change["target"], change["color"], mask, protect_details))
        return small_jpeg(_engine().recolor(picture, requested, quality=None).pixels, SIDE)

    def refine_mask(self, photo: Photo, mask: np.ndarray) -> np.ndarray:
        """Return a mask, (h, w) float32 0..1, enlarged to the photo's size, (H, W), along the edges in the photo."""
        return engine.soft_mask(mask, _engine().open(files.read(photo.file.name)).pixels)

    def cloth_color(self, photo: Photo, mask: np.ndarray) -> str:
        """Return the median color under a mask, (H, W) uint8, as '#rrggbb'."""
        pixels = _engine().open(files.read(photo.file.name)).pixels
        return rgb_to_hex(np.median(pixels[np.asarray(mask) > 127], axis=0))


def match_garment(target: str, garments: Sequence[Garment]) -> Garment | None:
    """Return the stored garment that `target` names; None if there is none.

    The same name comes first, then a name with the same meaning; of several, a corrected garment comes first.
    """
    name = target.strip().casefold()
    for garment in garments:
        if garment.name.casefold() == name:
            return garment
    synonymous = [garment for garment in garments if _is_synonym(target, garment.name)]
    return min(synonymous, key=lambda garment: not garment.corrected, default=None)


def not_found_text(target: str, names: Sequence[str]) -> str:
    """Return the message for a garment that is not in the photo; it lists those that are."""
    if names:
        return f"“{target}” was not found in this photo. Found: {', '.join(names)}."
    return f"“{target}” was not found in this photo, nor was any other garment."


def _is_synonym(target: str, name: str) -> bool:
    try:
        return engine.same_garment(target, name)
    except engine.TargetError:  # people may name a mask with any word
        return False


def _engine_change(change: ColorChange, garments: Sequence[Garment]) -> engine.ColorChange:
    """Return a change with the stored mask, so that the result matches the outline that is shown in the studio.

    A target without a stored mask is found by the engine.
    """
    garment = match_garment(change.target, garments)
    mask = mask_from_png(files.read(garment.mask.name)) if garment else None
    return engine.ColorChange(change.target, change.color_hex, mask=mask, protect_details=change.protect_details)


def _stored_analysis(photo: Photo) -> engine.Analysis:
    return engine.Analysis.from_bytes(files.read(photo.analysis.name))
