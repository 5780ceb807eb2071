"""A task's result: stored whole, or not at all."""

from django.db import transaction

from .. import files, jobs
from ..engines import RecoloringResult
from ..models import RecolorTask


def task_finish(task: RecolorTask, recoloring: RecoloringResult) -> None:
    """Store a result and finish its task; JobGone, and no file left, if the task is no longer ours."""
    folder = f"{files.task_folder(task)}/{task.attempt}"
    names = {
        "result": files.store(f"{folder}/result.{recoloring.extension}", recoloring.content),
        "preview": files.store(f"{folder}/preview.jpg", recoloring.preview),
        "thumbnail": files.store(f"{folder}/thumbnail.jpg", recoloring.thumbnail),
    }
    try:
        with transaction.atomic():
            if not jobs.finish(task, width=recoloring.width, height=recoloring.height, **names):
                raise jobs.JobLost
            # A hosted service need not tell what it reached: then there are no reports.
            for row, report in zip(task.color_changes.all(), recoloring.changes, strict=False):
                row.achieved_hex, row.delta_e = report.achieved_hex, round(report.delta_e, 2)
                row.out_of_gamut, row.protected, row.warning = report.out_of_gamut, report.protected, report.warning
                row.save(update_fields=["achieved_hex", "delta_e", "out_of_gamut", "protected", "warning"])
    except jobs.JobLost:
        files.remove_folder(folder)
        if not RecolorTask.objects.filter(pk=task.pk).exists():
            files.remove_folder(files.task_folder(task))
        raise
    # What an attempt that died after writing left behind.
    files.remove_folder(files.task_folder(task), keep=str(task.attempt))
