"""Running, retrying, canceling and deleting recolor tasks; `task_creation.py` creates them."""

import contextlib
import logging
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from .. import files, jobs, outbox, tone_checks
from ..engine.errors import (
    AmbiguousTarget,
    EngineError,
    GarmentNotFound,
    LayerNotFound,
    ModelMissing,
    PhotoError,
    RepeatedTarget,
)
from ..engines import engine_of, local_engine
from ..engines.targets import stored_garments
from ..models import ColorChange, RecolorTask
from ..prepared_query import PreparedQuery
from ..states import CANCELED, FAILED, QUEUED, PhotoStatus
from .failures import job_fail_after
from .finding import photo_find_garments
from .garments import garments_find_typed, unlisted_targets
from .portions import each_in_portions, work_in_portions
from .refresh import photo_refresh
from .results import task_finish
from .summaries import choices_drop, tasks_counted
from .tones import task_equalize
from .versions import versions_relink

logger = logging.getLogger(__name__)

_ERROR_CODES: list[tuple[type[EngineError], str]] = [
    (GarmentNotFound, "garment_not_found"),
    (AmbiguousTarget, "garment_ambiguous"),
    (RepeatedTarget, "garment_repeated"),
    (LayerNotFound, "layer_not_found"),
    (PhotoError, "unreadable_photo"),
    (EngineError, "engine"),
]

# With all that running one reads: a query for each would take longer.
_QUEUED_TASKS = PreparedQuery(
    lambda pk: RecolorTask.objects.filter(pk=pk, status=QUEUED).select_related("pose", "model", "workspace", "batch"),
    -1,
)
_CHANGES = PreparedQuery(lambda task: ColorChange.objects.filter(task_id=task), -1)


def task_run(task_id: int) -> None:
    """Recolor the photo of a queued task and store the result; do nothing for any other task. Called in a worker."""
    for task in _QUEUED_TASKS.rows(task_id):
        # As if they had been prefetched, which Django does not offer for such queries.
        task._prefetched_objects_cache = {"color_changes": _CHANGES.rows(task_id)}
        if jobs.claim(task):
            _run(task)


def _run(task: RecolorTask) -> None:
    try:
        with jobs.heartbeat(task):
            _find_garments_if_needed(task)
            _keep_typed_garments(task)
            recoloring = local_engine().recolor(task, partial(jobs.report, task))
            task_finish(task, recoloring)
    except jobs.JobLost:
        logger.info("task %s: was deleted or canceled, or belongs to another worker now", task.pk)
    except ModelMissing as error:
        job_fail_after(task, error)
    except EngineError as error:
        code = next(code for kind, code in _ERROR_CODES if isinstance(error, kind))
        jobs.fail_at_work(task, code, str(error))
    except Exception as error:
        job_fail_after(task, error)
    if not task.in_progress:  # else it was lost, or is left to the sweep
        task_equalize(task)


def _find_garments_if_needed(task: RecolorTask) -> None:
    """Find the garments of the task's photo if no worker has done it yet, so that they are stored for all tasks.

    The same applies to a photo whose analysis has become outdated since the task was created.
    """
    photo_refresh(task.photo)
    if task.photo.status == PhotoStatus.QUEUED:
        jobs.report(task, "finding garments", 3, at_once=True)
        photo_find_garments(task.photo.pk)
        task.photo.refresh_from_db()


def _keep_typed_garments(task: RecolorTask) -> None:
    """Add the garments that a person has typed and the engine finds to the photo, so that they can be corrected.

    What cannot be found now is left to the recoloring, which says why.
    """
    if not task.created_by_id:
        return
    if targets := [target for _task, target in unlisted_targets(task.photo, stored_garments(task.photo), [task])]:
        still_wanted = partial(jobs.report, task, "finding garments", 3, at_once=True)  # not canceled in the meantime
        still_wanted()
        with contextlib.suppress(FileNotFoundError):  # a mask was replaced in the meantime
            garments_find_typed(task.photo, targets, still_wanted)


def task_retry(task: RecolorTask) -> bool:
    """Queue a failed task again with the same color changes; return False if it has not failed."""
    with transaction.atomic():
        error_code = task.error_code
        if task.status != FAILED or not jobs.requeue(task):
            return False
        engine_of(task).retry(task, error_code)
    return True


def task_cancel(task: RecolorTask) -> bool:
    """Stop a task that is queued or running; return False if it is neither. It can be retried."""
    message = "Canceled. Try again if you still want the result."
    with transaction.atomic():
        # Lock the row: a worker that claims it at this moment must not prevent the cancellation.
        locked = RecolorTask.objects.select_for_update().filter(pk=task.pk).values_list("status", "attempt").first()
        if locked is None:
            return False
        task.status, task.attempt = locked
        if not task.in_progress or not jobs.fail(task, CANCELED, message):
            return False
        engine_of(task).cancel(task)
    return True


def tasks_cancel(tasks: QuerySet[RecolorTask]) -> int:
    """Stop several tasks that are queued or running, in portions, and return their number."""
    return each_in_portions(tasks.select_related("pose", "model").prefetch_related("color_changes"), task_cancel)


def task_delete(task: RecolorTask) -> None:
    """Delete a task permanently. A worker that runs it notices when it stores progress or the result.

    Then it leaves no files.
    """
    with transaction.atomic():
        # Lock the row: it must not be counted twice if two people delete it, or one of them moves it to the trash.
        locked = RecolorTask.objects.select_for_update().filter(pk=task.pk).values_list("trashed_at").first()
        if locked == (None,):
            tasks_counted([task], -1)
        garments = list(task.color_changes.values_list("garment", flat=True))
        files.remove_folder_after_commit(files.task_folder(task))
        engine_of(task).forget(task)
        if task.in_progress:
            outbox.record_deletion(task)
            tone_checks.record(task)
        versions_relink(task)
        task.delete()
        choices_drop(task.workspace_id, garments)


def tasks_delete(tasks: QuerySet[RecolorTask]) -> int:
    """Delete several tasks permanently, in portions, and return their number."""

    def delete(portion: list[RecolorTask]) -> None:
        for task in portion:
            task_delete(task)

    return work_in_portions(tasks, delete)
