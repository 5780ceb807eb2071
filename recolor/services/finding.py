"""Finding the garments of a photo: a worker's job."""

import logging

from django.db import transaction

from .. import files, jobs, uploads
from ..backends import Finding, local_backend
from ..engine.errors import EngineError
from ..models import BaseImage, Garment
from ..states import PhotoStatus

logger = logging.getLogger(__name__)

OUR_FAULT = "Something went wrong on our side. Try again; if it happens again, try another photo."


def base_image_find(image_id: int) -> None:
    """A worker's job: find the garments of a queued photo."""
    image = BaseImage.objects.filter(pk=image_id, status=PhotoStatus.QUEUED).first()
    if image is None or not jobs.claim(image):
        return
    try:
        with jobs.heartbeat(image):
            finding = local_backend().find(image, lambda stage, done: jobs.report(image, stage, done))
            _keep_finding(image, finding)
    except jobs.JobGone:
        logger.info("photo %s: no longer wanted", image_id)
    except EngineError as error:
        jobs.fail(image, "unreadable_photo", str(error))
    except Exception:
        logger.exception("photo %s: finding garments failed", image_id)
        jobs.fail(image, "internal", OUR_FAULT)


def _keep_finding(image: BaseImage, finding: Finding) -> None:
    folder = f"{files.photo_folder(image)}/{image.attempt}"
    stored = [files.store(f"{folder}/analysis.npz", finding.analysis)]
    stored += [
        files.store(f"{folder}/{index}.png", uploads.mask_png(garment.mask))
        for index, garment in enumerate(finding.garments)
    ]
    try:
        with transaction.atomic():
            before = [image.analysis.name or "", *_found_masks(image)]
            if not jobs.finish(image, analysis=stored[0]):
                raise jobs.JobGone
            image.garments.filter(corrected=False).delete()
            kept = {garment.name for garment in image.garments.all()}
            Garment.objects.bulk_create(
                Garment(
                    base_image=image,
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
    except jobs.JobGone:
        files.remove_folder(folder)
        raise


def _found_masks(image: BaseImage) -> list[str]:
    return [garment.mask.name or "" for garment in image.garments.filter(corrected=False)]
