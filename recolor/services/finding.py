"""Finding the garments of a photo: a worker's job."""

import logging

from django.db import transaction

from .. import files, jobs, uploads
from ..engine.errors import EngineError
from ..engines import FindingResult, local_engine
from ..models import Garment, Photo
from ..states import PhotoStatus

logger = logging.getLogger(__name__)

OUR_FAULT = "Something went wrong on our side. Try again; if it happens again, try another photo."


def photo_find_garments(photo_id: int) -> None:
    """A worker's job: find the garments of a queued photo."""
    photo = Photo.objects.filter(pk=photo_id, status=PhotoStatus.QUEUED).first()
    if photo is None or not jobs.claim(photo):
        return
    try:
        with jobs.heartbeat(photo):
            finding = local_engine().find(photo, lambda stage, done: jobs.report(photo, stage, done))
            _keep_finding(photo, finding)
    except jobs.JobLost:
        logger.info("photo %s: no longer wanted", photo_id)
    except EngineError as error:
        jobs.fail(photo, "unreadable_photo", str(error))
    except Exception:
        logger.exception("photo %s: finding garments failed", photo_id)
        jobs.fail(photo, "internal", OUR_FAULT)


def _keep_finding(photo: Photo, finding: FindingResult) -> None:
    folder = f"{files.photo_folder(photo)}/{photo.attempt}"
    stored = [files.store(f"{folder}/analysis.npz", finding.analysis)]
    stored += [
        files.store(f"{folder}/{index}.png", uploads.mask_png(garment.mask))
        for index, garment in enumerate(finding.garments)
    ]
    try:
        with transaction.atomic():
            before = [photo.analysis.name or "", *_found_masks(photo)]
            if not jobs.finish(photo, analysis=stored[0]):
                raise jobs.JobLost
            photo.garments.filter(corrected=False).delete()
            kept = {garment.name for garment in photo.garments.all()}
            Garment.objects.bulk_create(
                Garment(
                    photo=photo,
                    position=index,
                    name=garment.name,
                    color=garment.color,
                    confidence=garment.confidence,
                    mask=mask,
                )
                for index, (garment, mask) in enumerate(zip(finding.garments, stored[1:], strict=True))
                if garment.name not in kept
            )
            files.remove_after_commit(*before)
    except jobs.JobLost:
        files.remove_folder(folder)
        raise


def _found_masks(photo: Photo) -> list[str]:
    return [garment.mask.name or "" for garment in photo.garments.filter(corrected=False)]
