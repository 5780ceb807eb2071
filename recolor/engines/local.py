"""The local engine as services see it: it reads stored files and calls `recolor.engine`.

Finding and recoloring run in a worker. Clicks and previews are answered by the web process, at screen size.
"""

import functools
from collections.abc import Mapping, Sequence
from typing import Any

import cv2
import numpy as np

from .. import engine, files
from ..engine.imaging.resize import output_size
from ..models import ColorChange, Garment, Photo, RecolorTask
from ..pictures import EXTENSIONS, EncodedPicture, eight_bits, fractions, shrink, small_jpeg
from ..provenance import xmp_of
from ..wakeup import wake_worker, wake_workers
from .base import FindingResult, FoundGarment, Options, Progress, RecoloringResult, Scope
from .measured import change_result
from .missed import missed_garments, misses_clothes, still_misses_clothes
from .poses import consistent_names
from .recent import RecentPhoto, recent_photo
from .requested import MeantGarments, check_is_known, found_garment, requested_garments
from .screen_size import SIDE, mask_at_screen_size, picture_at_screen_size
from .targets import (
    check_distinct,
    meant_garments,
    not_found_text,
    read_layer,
    resolve_targets,
    stored_layers,
    unknown_name,
)

Click = tuple[float, float, bool]  # x, y, and whether the click adds to the garment or removes from it


@functools.cache
def _engine() -> engine.Engine:
    """Return the engine of this process, which loads its models on first use."""
    return engine.Engine()


class LocalEngine:
    """Finds and recolors garments on this machine."""

    def refused_options(self, options: Options) -> dict[str, str]:
        """Refuse nothing: every option works."""
        return {}

    def submit(self, tasks: Sequence[RecolorTask]) -> None:
        """Wake the workers for the tasks once the transaction commits."""
        wake_workers(tasks)

    def retry(self, task: RecolorTask, error_code: str) -> None:
        """Wake a worker for a task that is queued again."""
        wake_worker(task)

    def cancel(self, task: RecolorTask) -> None:
        """Do nothing: the worker notices when it stores progress or the result."""

    def forget(self, task: RecolorTask) -> None:
        """Do nothing: the engine stores nothing besides the task itself."""

    def check_targets(self, photo: Photo, scopes: Sequence[Scope]) -> dict[str, engine.EngineError]:
        """Return why targets cannot be recolored.

        Accept the names of the photo's garments, which may be any words. While its garments have not been found yet, or
        its analysis is outdated, accept every word that names a garment, too.
        """
        garments = list(photo.garments.all())
        targets, names = [scope.target for scope in scopes], [garment.name for garment in garments]
        matches: dict[str, list[Garment]] = {}
        errors: dict[str, engine.EngineError] = {}
        for target in targets:
            try:
                matches[target] = meant_garments(target, garments, targets)
                if not matches[target]:
                    engine.parse_target(target)
            except engine.TargetError as error:
                errors[target] = unknown_name(error, target, names)
            except (engine.AmbiguousTarget, engine.GarmentNotFound) as error:
                errors[target] = error
        errors |= check_distinct(matches, scopes)
        unmatched = [target for target in targets if target not in errors and not matches[target]]
        missing = self._missing(photo, targets, unmatched) if unmatched and photo.status == photo.DONE else []
        return errors | {target: engine.GarmentNotFound(not_found_text(target, names), names) for target in missing}

    def read_layers(self, photo: Photo, scopes: Sequence[Scope]) -> list[str | engine.EngineError]:
        """Return the name of the color layer that each scope means, or LayerNotFound.

        A text is accepted as it is while the layers of its garment are not known.
        """
        targets = [scope.target for scope in scopes]
        read: list[str | engine.EngineError] = []
        for scope in scopes:
            try:
                read.append(read_layer(scope, list(photo.garments.all()) if scope.layer else [], targets))
            except engine.LayerNotFound as error:
                read.append(error)
        return read

    def _missing(self, photo: Photo, targets: Sequence[str], unmatched: Sequence[str]) -> list[str]:
        """Return which targets that name no stored garment the engine would not find either."""
        analysis = _usable_analysis(photo)
        if analysis is None:
            return []
        missing = engine.missing_targets(analysis, [target for target in targets if engine.is_garment_name(target)])
        return [target for target in unmatched if target in missing]

    def find(self, photo: Photo, progress: Progress) -> FindingResult:
        """Find the photo's garments. Raises PhotoError if the photo cannot be read."""
        progress("reading the photo", 5)
        picture = _engine().open(files.read(photo.file.name))
        progress("analyzing the photo", 15)
        analysis = _engine().analyze(picture)
        progress("finding garments", 60)
        garments = _engine().garments(picture)
        names = consistent_names(photo, analysis, garments)
        found = [
            FoundGarment(name, garment.mask, garment.color, garment.confidence)
            for name, garment in zip(names, garments, strict=True)
        ]
        return FindingResult(found, analysis.to_bytes(), misses_clothes(photo, analysis, garments))

    def find_named(self, photo: Photo, name: str, others: Sequence[str]) -> FoundGarment:
        """Find one garment by its name, with the stored analysis. Raises EngineError.

        others: names of other garments of the photo, which are not meant. If the engine would not find the garment
        beside them, it is looked for alone.
        """
        picture = _engine().open(files.read(photo.file.name))
        picture.analysis = _usable_analysis(photo)
        try:
            garment = _engine().find(picture, name, [other for other in others if engine.is_garment_name(other)])
        except engine.GarmentNotFound:
            garment = _engine().find(picture, name)
        return FoundGarment(name, garment.mask, garment.color, garment.confidence)

    def recolor(self, task: RecolorTask, progress: Progress) -> RecoloringResult:
        """Recolor the task's photo. Raises EngineError."""
        photo = task.photo
        progress("reading the photo", 5)
        recent = recent_photo(photo.file.name or "")
        try:
            meant, changes = _read_changes(task, recent)
        except FileNotFoundError:  # the garments were found again in the meantime, and have other masks now
            meant, changes = _read_changes(task, recent)
        picture = recent.picture
        quality = None if task.image_quality == task.Quality.ORIGINAL else task.image_quality
        engine.check_format(task.output_format, *output_size(picture.height, picture.width, quality))
        result = _engine().recolor(
            picture,
            changes,
            quality=quality,
            progress=lambda stage, share: progress(stage, 20 + round(60 * share)),
            sharpen=task.sharpen,
        )
        progress("writing", 85)
        xmp = xmp_of(task) if task.workspace.writes_provenance else b""
        encode = functools.partial(engine.encode, result.pixels, task.output_format, xmp, result.alpha)
        recolored = EncodedPicture.of(result.pixels, encode, EXTENSIONS[task.output_format])
        measured = [change_result(*each) for each in zip(result.changes, meant, strict=True)]
        return RecoloringResult(recolored, measured)

    def select(
        self, photo: Photo, points: Sequence[Click], previous: np.ndarray | None, level: str | None
    ) -> np.ndarray:
        """Return the mask of the garment that clicks select, at screen size: (h, w) float32 0..1.

        points: x and y are shares of the photo's width and height, 0..1. previous: the mask before the last click,
        (h, w) float32 0..1. level: what a first click selects, one of `engine.LEVELS`; None means "garment". Raises
        ValueError for points outside the photo, if no point adds, or for an unknown level.
        """
        picture = picture_at_screen_size(photo)
        selected = None
        if previous is not None:
            mask = cv2.resize(previous, (picture.width, picture.height), interpolation=cv2.INTER_AREA)
            selected = engine.Garment("selection", np.asarray(mask, np.float32), "#000000", 1.0)
        clicks = [(x * picture.width, y * picture.height, add) for x, y, add in points]
        return _engine().select(picture, clicks, selected, level).mask

    def alternatives(self, garment: Garment) -> list[np.ndarray]:
        """Return other masks that a stored garment may have, at screen size: (h, w) float32 0..1 each."""
        picture = picture_at_screen_size(garment.photo)
        stored = mask_at_screen_size(garment.mask.name or "", picture.width, picture.height)
        mask = fractions(stored)
        found = engine.Garment(garment.name, mask, garment.color, garment.confidence)
        return [alternative.mask for alternative in _engine().alternatives(picture, found)]

    def still_misses_clothes(self, photo: Photo) -> bool:
        """Return whether the stored garments of a photo do not cover its clothes."""
        return still_misses_clothes(photo)

    def missed(self, photo: Photo) -> list[engine.Garment]:
        """Return what may be garments of a photo beside the stored ones, with masks at screen size."""
        return missed_garments(photo)

    def preview(self, photo: Photo, changes: Sequence[Mapping[str, str]], protect_details: bool) -> bytes:
        """Return the photo at screen size, recolored, as a JPEG. Raises EngineError.

        changes: each with `target`, `color`, a hex code, and perhaps `layer`.
        """
        picture = picture_at_screen_size(photo)
        scopes = [Scope(change["target"], change.get("layer", "")) for change in changes]
        resolved = resolve_targets(scopes, list(photo.garments.all()))
        requested = []
        for change, meant in zip(changes, resolved, strict=True):
            masks = [mask_at_screen_size(each.mask.name or "", picture.width, picture.height) for each in meant]
            mask = np.maximum.reduce(masks) if masks else None
            requested.append(
                engine.ColorChange(
                    change["target"], change["color"], mask, protect_details, layer=change.get("layer", "")
                )
            )
        return small_jpeg(_engine().recolor(picture, requested, quality=None).pixels, SIDE)

    def layers(self, garment: Garment) -> list[dict[str, Any]]:
        """Return the color layers of a stored garment, as they are stored with it. Raises PhotoError."""
        recent = recent_photo(garment.photo.file.name or "")  # which the photo's other garments are in, too
        return stored_layers(_engine().layers(recent.picture, recent.mask(garment.mask.name or "")))

    def dominant_colors(self, photo: Photo) -> list[str]:
        """Return the dominant colors of a photo's garments, '#rrggbb', or of all of it if no garment is known."""
        pixels = shrink(engine.open_picture(files.read(photo.preview.name)).pixels, SIDE)
        height, width = pixels.shape[:2]
        shown = np.zeros((height, width), bool)
        for garment in photo.garments.all():
            shown |= mask_at_screen_size(garment.mask.name or "", width, height) > 127
        return engine.dominant_colors(pixels, shown)

    def refine_mask(self, photo: Photo, mask: np.ndarray) -> np.ndarray:
        """Return a mask, (h, w) float32 0..1, enlarged to the photo's size, (H, W), along the edges in the photo."""
        return engine.soft_mask(mask, _engine().open(files.read(photo.file.name)).pixels)

    def refine_edges(self, photo: Photo, mask: np.ndarray) -> np.ndarray:
        """Return a mask of the photo's size, (H, W) uint8, with its edges adapted to those in the photo."""
        pixels = _engine().open(files.read(photo.file.name)).pixels
        return eight_bits(engine.refine_edges(fractions(mask), pixels))

    def cloth_color(self, photo: Photo, mask: np.ndarray) -> str:
        """Return the median color under a mask, (H, W) uint8, as '#rrggbb'."""
        pixels = _engine().open(files.read(photo.file.name)).pixels
        return engine.cloth_color(pixels, fractions(mask))


def _read_changes(task: RecolorTask, recent: RecentPhoto) -> tuple[list[MeantGarments], list[engine.ColorChange]]:
    """Return the garments that the changes of a task mean, and the changes with the masks of these garments.

    Raises what `resolve_targets` raises: the garments may have been found, or changed, since the task was created.
    """
    changes = list(task.color_changes.all())
    garments = requested_garments(task, changes)
    resolved = resolve_targets([Scope(change.target, change.layer) for change in changes], garments)
    stored = dict(zip((change.target for change in changes), resolved, strict=True))
    unlisted = [change for change in changes if not stored[change.target]]
    for change in unlisted:
        check_is_known(change, garments)
    recent.picture.analysis = _usable_analysis(task.photo) if unlisted else None
    meant = {target: MeantGarments.of(garments) for target, garments in stored.items()}
    known = [target for target in stored if engine.is_garment_name(target)]
    for target in dict.fromkeys(change.target for change in unlisted):
        found = _engine().find(recent.picture, target, [other for other in known if other != target])
        meant[target] = found_garment(found, garments, recent)
    return [meant[change.target] for change in changes], [
        _engine_change(change, meant[change.target], recent, task.refine_edges) for change in changes
    ]


def _engine_change(
    change: ColorChange, meant: MeantGarments, recent: RecentPhoto, refine_edges: bool
) -> engine.ColorChange:
    """Return a change with the stored mask, so that the result matches the outline that is shown in the studio.

    A target without a stored mask has that of the garment which the engine has found. refine_edges: adapt the mask to
    the photo if a person or a program has given it; the edges of found masks follow the photo already.
    """
    stored = meant.stored
    masks = [meant.found.mask] if meant.found else [recent.mask(garment.mask.name or "") for garment in stored]
    return engine.ColorChange(
        change.target,
        change.color_hex,
        mask=np.maximum.reduce(masks),
        protect_details=change.protect_details,
        aim=change.tone_hex,
        layer=change.layer,
        refine_edges=refine_edges and len(stored) == 1 and stored[0].corrected,
    )


def _usable_analysis(photo: Photo) -> engine.Analysis | None:
    """Return the stored analysis; None if there is none, it is outdated or damaged, or it has just been replaced."""
    if not photo.analysis:
        return None
    try:
        return engine.Analysis.from_bytes(files.read(photo.analysis.name))
    except (engine.EngineError, FileNotFoundError):
        return None
