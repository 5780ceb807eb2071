"""Analyzing photos again whose stored analysis was made by an earlier version of the engine.

It happens on first use: when the studio of such a photo is opened, or a click, a preview or a task needs the analysis.
"""

from django.db import transaction

from .. import jobs
from ..engine import ANALYSIS_VERSION
from ..models import Photo
from ..states import QUEUED, PhotoStatus
from ..wakeup import wake_worker


def photo_refresh(photo: Photo) -> None:
    """Find the garments of a photo again if its analysis is outdated.

    A photo that `photos_refresh` has queued is moved ahead of the others. A photo whose garments could not be found
    stays failed, so that an error is not repeated with every use.
    """
    if not photo.analysis_outdated:
        return
    with transaction.atomic():
        if photo.status == QUEUED or (photo.status == PhotoStatus.READY and jobs.requeue(photo)):
            wake_worker(photo)


def photos_refresh() -> int:
    """Find the garments of all photos with an outdated analysis again, after all other work; return their number."""
    outdated = Photo.objects.filter(status=PhotoStatus.READY, analysis_version__lt=ANALYSIS_VERSION, trashed_at=None)
    count = 0
    for photo in outdated.exclude(analysis="").iterator():
        with transaction.atomic():
            if jobs.requeue(photo):
                wake_worker(photo, last=True)
                count += 1
    return count
