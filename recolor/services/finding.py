"""Finding the garments of a photo, in a worker."""

import logging
from functools import partial

import numpy as np
from django.db import transaction

from .. import files, jobs, outbox
from ..engine import ANALYSIS_VERSION
from ..engine.errors import EngineError, ModelMissing
from ..engine.finding.overlap import iou
from ..engines import FindingResult, FoundGarment, local_engine
from ..models import Garment, Photo, Webhook
from ..pictures import mask_from_png, mask_png
from ..states import PhotoStatus
from .failures import job_fail_after
from .garment_layers import photo_masks_changed
from .garments import garments_delete
from .ordering import store_order

logger = logging.getLogger(__name__)

SAME_GARMENT_IOU = 0.5  # of the masks of a found and of a kept garment from which they are the same


def photo_find_garments(photo_id: int) -> None:
    """Find the garments of a queued photo; do nothing for any other one, or in the trash. Called in a worker."""
    photo = Photo.objects.filter(pk=photo_id, status=PhotoStatus.QUEUED, trashed_at=None).first()
    if photo is None or not jobs.claim(photo):
        return
    try:
        with jobs.heartbeat(photo):
            finding = local_engine().find(photo, partial(jobs.report, photo, at_once=True))
            _store(photo, finding)
    except jobs.JobLost:
        logger.info("photo %s: it was deleted, or another worker has claimed it", photo_id)
    except ModelMissing as error:
        job_fail_after(photo, error)
    except EngineError as error:
        jobs.fail_at_work(photo, "unreadable_photo", str(error))
    except Exception as error:
        job_fail_after(photo, error)


def _store(photo: Photo, finding: FindingResult) -> None:
    """Store the garments and the analysis, and finish the photo.

    Raises JobLost if the photo has changed, or StorageError; then it leaves no files.
    """
    folder = files.attempt_folder(photo)
    with files.removed_on_storage_error(folder):
        analysis = files.store(f"{folder}/analysis.npz", finding.analysis)
        masks = [
            files.store(f"{folder}/{index}.png", mask_png(garment.mask))
            for index, garment in enumerate(finding.garments)
        ]
    try:
        with transaction.atomic():
            names_before = [garment.name for garment in Garment.with_removed.filter(photo=photo)]
            analysis_before = photo.analysis.name
            if not jobs.finish(
                photo, analysis=analysis, analysis_version=ANALYSIS_VERSION, missed_clothes=finding.missed_clothes
            ):
                raise jobs.JobLost
            garments_delete(photo.garments.select_for_update().filter(corrected=False, renamed=False))
            garments_delete(Garment.with_removed.filter(photo=photo).disposable())
            unused_masks = _create_garments(photo, finding.garments, masks)
            _keep_order(photo, names_before)
            files.remove_after_commit(analysis_before, *unused_masks)
            if photo.garments.filter(layers__isnull=True).exists():
                photo_masks_changed(photo)
            outbox.record_base_image(Webhook.Event.BASE_IMAGE_READY, photo)
    except jobs.JobLost:
        files.try_to_remove_folder(folder)
        raise


def _create_garments(photo: Photo, garments: list[FoundGarment], masks: list[str]) -> list[str]:
    """Create rows for the found garments, except those that a person has changed; return the masks of these."""
    changed = [*photo.garments.all(), *Garment.with_removed.filter(photo=photo).replaced()]
    kept = [(garment.name, mask_from_png(files.read(garment.mask.name)) > 127) for garment in changed]
    is_new = [not _is_among(garment, kept) for garment in garments]
    Garment.objects.bulk_create(
        Garment(
            photo=photo,
            position=index,
            name=garment.name,
            color=garment.color,
            confidence=garment.confidence,
            mask=mask,
            layers=garment.layers,
        )
        for index, (garment, mask) in enumerate(zip(garments, masks, strict=True))
        if is_new[index]
    )
    return [mask for mask, new in zip(masks, is_new, strict=True) if not new]


def _keep_order(photo: Photo, names_before: list[str]) -> None:
    """Keep the order of the garments that the photo had before, by their names, removed ones too; new ones follow."""
    places = {name: place for place, name in enumerate(names_before)}
    garments = Garment.objects.filter(photo=photo)
    store_order(garments, sorted(garments, key=lambda garment: places.get(garment.name, len(places))))


def _is_among(garment: FoundGarment, kept: list[tuple[str, np.ndarray]]) -> bool:
    """Return whether a found garment is one of the kept ones: it has the same name, or nearly the same mask."""
    inside = garment.mask > 0.5
    return any(name == garment.name or iou(inside, mask) > SAME_GARMENT_IOU for name, mask in kept)
