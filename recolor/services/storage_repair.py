"""Repairing what `recolor.stored_files` finds: rows whose files are missing, and files without a row."""

import logging
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import PurePosixPath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import files, jobs
from ..engine import PhotoError, open_picture
from ..engines.hosted import PICTURE_FAILED
from ..models import EngineName, Garment, Photo, RecolorTask, Review
from ..pictures import PREVIEW_SIDE, THUMBNAIL_SIDE, small_jpeg
from ..stored_files import PHOTO_PARTS, MissingFile, orphan_files_of_photos, orphan_folders
from .garments import garments_delete
from .photos import photo_find_again

logger = logging.getLogger(__name__)

SAFE_AGE = timedelta(hours=1)  # longer than any job takes from the first file that it stores to its row
RESULT_LOST = "result_lost"  # error code: the task was completed, and its picture has disappeared since
_RESULT_LOST_MESSAGE = "The stored picture of this result was lost. Try again to make it again."
_SMALL = {"preview": PREVIEW_SIDE, "thumbnail": THUMBNAIL_SIDE}


def orphans_remove(names: Iterable[str]) -> int:
    """Remove files that no row names, and the folders that are empty then; return the number of files."""
    count = 0
    for name in names:
        files.remove(name)
        files.remove_empty_folders(str(PurePosixPath(name).parent))
        count += 1
    return count


def orphan_folders_remove() -> int:
    """Remove the folders of photos and tasks that do not exist, left by a crash; return their number."""
    folders = list(orphan_folders(timezone.now() - SAFE_AGE))
    for folder in folders:
        logger.warning("removed %s, which belongs to nothing", folder)
        files.remove_folder(folder)
    return len(folders)


def leftovers_remove() -> None:
    """Remove what a crash has left: the folders of what does not exist, and files of a part of the photos.

    Each part has its hour of the day, so that every photo is looked at once a day.
    """
    orphan_folders_remove()
    photo_leftovers_remove(int(time.time() // 3600) % PHOTO_PARTS)


def photo_leftovers_remove(part: int) -> int:
    """Remove the files that no row names from the folders of a part of the photos; return their number."""
    names = list(orphan_files_of_photos(timezone.now() - SAFE_AGE, part))
    for name in names:
        logger.warning("removed %s, which no row names", name)
    return orphans_remove(names)


def missing_files_repair(missing: Sequence[MissingFile]) -> list[str]:
    """Repair rows whose files are missing. Return a sentence about each loss that a person has to know of.

    Previews and thumbnails are computed again. The garments of a photo without its analysis, or without a mask, are
    found again. A task without its result becomes failed, and can be tried again. A photo without its file stays as it
    is: nothing can replace the file but the person who has it.
    """
    losses = []
    for (model, pk), group in groupby(missing, key=lambda each: (each.model, each.pk)):
        row = model._base_manager.filter(pk=pk).first()
        try:
            losses.append(_repair(row, {each.field for each in group}))
        except PhotoError as error:
            losses.append(f"{model._meta.verbose_name} {pk}: {error}")
    return [loss for loss in losses if loss]


def _repair(row: object, fields: set[str]) -> str:
    """Repair a row whose files in some fields are missing. Return a sentence about the loss; empty if there is none."""
    if isinstance(row, Photo):
        return _repair_photo(row, fields)
    if isinstance(row, RecolorTask):
        return _repair_task(row, fields)
    return _repair_garment(row) if isinstance(row, Garment) else ""


def _repair_photo(photo: Photo, fields: set[str]) -> str:
    if "file" in fields:
        text = _("The file of photo %(pk)s, “%(name)s”, is lost. Upload it again, or restore it from a backup.")
        return text % {"pk": photo.pk, "name": photo.name}
    _update(photo, _small_versions(photo.file.name, photo, fields))
    if "analysis" in fields:
        _update(photo, {"analysis": ""})
        photo_find_again(photo)
    return ""


def _repair_task(task: RecolorTask, fields: set[str]) -> str:
    if "result" not in fields:
        _update(task, _small_versions(task.result.name, task, fields))
        return ""
    # A hosted picture may still be at the service: with this code, trying again downloads it once more.
    code = PICTURE_FAILED if task.engine == EngineName.HOSTED else RESULT_LOST
    with transaction.atomic():
        if not jobs.fail_without_result(task, code, _RESULT_LOST_MESSAGE):
            return ""
        # Nobody has seen the picture that will be made in its place.
        nothing = {"result": "", "preview": "", "thumbnail": "", "farthest": -1.0}
        _update(task, {**nothing, "review": Review.TO_REVIEW, "review_note": ""})
        files.remove_folder_after_commit(files.task_folder(task))
    return _("The picture of result %(pk)s is lost. Try again to make it again.") % {"pk": task.pk}


def _repair_garment(garment: Garment) -> str:
    """Delete a garment without its mask, and have the photo's garments found again."""
    photo, is_shown = garment.photo, garment.removed_at is None
    with transaction.atomic():
        garments_delete([garment])
        if is_shown:
            photo_find_again(photo)
    if not (is_shown and garment.corrected):
        return ""
    text = _("The outline of “%(garment)s” in photo %(pk)s, which a person had corrected, is lost. Check the new one.")
    return text % {"garment": garment.name, "pk": photo.pk}


def _small_versions(name: str | None, row: Photo | RecolorTask, fields: set[str]) -> dict[str, str]:
    """Store the missing small versions of a picture again, and return their storage names by field."""
    wanted = fields & _SMALL.keys()
    if not wanted:
        return {}
    pixels = open_picture(files.read(name)).pixels
    return {field: files.store(getattr(row, field).name, small_jpeg(pixels, _SMALL[field])) for field in wanted}


def _update(row: Photo | RecolorTask, values: Mapping[str, object]) -> None:
    if values:
        type(row)._base_manager.filter(pk=row.pk).update(**values)
