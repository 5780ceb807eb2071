"""Storing the result of a task."""

from django.db import transaction
from django.utils.text import Truncator

from .. import files, jobs, outbox, tone_checks
from ..engines import RecoloringResult
from ..models import EngineName, RecolorTask, Webhook

MAX_WARNING_LENGTH = MAX_GARMENT_LENGTH = 300  # characters that the columns hold
_MEASURED_FIELDS = [
    "achieved_hex",
    "achieved_lab",
    "delta_e",
    "out_of_gamut",
    "protected",
    "warning",
    "doubtful",
    "confidence",
    "layers",
    "recolored_garment",
]


def task_finish(task: RecolorTask, recoloring: RecoloringResult) -> None:
    """Store a result and complete its task.

    Raises JobLost if the task has changed, or StorageError; then it leaves no files.
    """
    picture = recoloring.picture
    stored = files.store_picture(files.attempt_folder(task), "result", picture)
    names = dict(zip(("result", "preview", "thumbnail"), stored, strict=True))
    try:
        with transaction.atomic():
            differences = [_rounded(each.delta_e) for each in recoloring.changes]
            farthest = max((value for value in differences if value is not None), default=-1.0)
            size = {"width": picture.width, "height": picture.height}
            if not jobs.finish(task, **size, farthest=farthest, **names):
                raise jobs.JobLost
            # A hosted service may report no measured results; then `recoloring.changes` is shorter.
            for change, measured in zip(task.color_changes.all(), recoloring.changes, strict=False):
                change.achieved_hex, change.delta_e = measured.achieved_hex, _rounded(measured.delta_e)
                lab = measured.achieved_lab
                change.achieved_lab = lab and [round(value, 2) for value in lab]
                change.out_of_gamut, change.protected = measured.out_of_gamut, measured.protected
                change.warning = Truncator(measured.warning).chars(MAX_WARNING_LENGTH)
                change.doubtful, change.confidence = measured.doubtful, measured.confidence
                change.layers = measured.layers
                change.recolored_garment = Truncator(measured.garment).chars(MAX_GARMENT_LENGTH)
                change.save(update_fields=_MEASURED_FIELDS)
            outbox.record_end(task, Webhook.Event.COMPLETED)
            tone_checks.record(task)
    except jobs.JobLost:
        # Not the folder: two workers may have downloaded the same hosted result.
        files.remove(*names.values())
        if not RecolorTask.objects.filter(pk=task.pk).exists():
            files.try_to_remove_folder(files.task_folder(task))
        raise
    # Remove the files of earlier attempts that were interrupted after writing them.
    files.try_to_remove_folder(files.task_folder(task), keep=str(task.attempt))
    if task.engine == EngineName.HOSTED:
        # A download is repeated in the same attempt, for example after the worker was killed.
        files.try_to_remove_others(files.attempt_folder(task), names.values())


def _rounded(difference: float | None) -> float | None:
    return None if difference is None else round(difference, 2)
