"""Creating, running, retrying, canceling and deleting recolor tasks."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import files, jobs
from ..engine import color_family, parse_color
from ..engine.errors import AmbiguousTarget, ColorError, EngineError, GarmentNotFound, PhotoError
from ..engines import Options, engine_of, local_engine
from ..exceptions import ChangeProblem
from ..models import ApiKey, Batch, ColorChange, EngineName, Photo, RecolorTask, Workspace
from ..states import CANCELED, FAILED, QUEUED, PhotoStatus
from .finding import INTERNAL_ERROR_MESSAGE, photo_find_garments
from .refresh import photo_refresh
from .results import task_finish

logger = logging.getLogger(__name__)

MAX_CHANGES = 12  # color changes in a task
_ERROR_CODES: list[tuple[type[EngineError], str]] = [
    (GarmentNotFound, "garment_not_found"),
    (AmbiguousTarget, "garment_ambiguous"),
    (PhotoError, "unreadable_photo"),
    (EngineError, "engine"),
]


def task_create(
    workspace: Workspace,
    *,
    changes: Sequence[Mapping[str, Any]],
    pose: Photo | None = None,
    model: Photo | None = None,
    quality: str = RecolorTask.Quality.TWO_K,
    output_format: str = RecolorTask.Format.JPEG,
    sharpen: bool = False,
    refine_edges: bool = False,
    created_by: User | None = None,
    created_key: ApiKey | None = None,
    batch: Batch | None = None,
    swatches: Mapping[str, str] | None = None,
) -> RecolorTask:
    """Create a task and submit it to the engine of its photo. Raises ValidationError, by the API's field names.

    changes: each with `target` and `color`, and optionally `protect_details` (default True). refine_edges: adapt the
    edges of masks that people or programs have given to the photo. swatches: the workspace's, see
    `Workspace.swatch_colors`; whoever creates many tasks reads them once.
    """
    photo = _checked_photo(pose, model)
    recolor_details = any(not change.get("protect_details", True) for change in changes)
    refused = engine_of(photo).refused_options(Options(quality, sharpen, refine_edges, recolor_details))
    if refused:
        raise ValidationError(refused)
    swatches = workspace.swatch_colors() if swatches is None else swatches
    rows = _checked_changes(photo, changes, swatches)
    with transaction.atomic():
        _lock(pose, model)
        task = RecolorTask.objects.create(
            workspace=workspace,
            batch=batch,
            engine=photo.engine,
            pose=pose,
            model=model,
            image_quality=quality,
            output_format=output_format,
            sharpen=sharpen,
            refine_edges=refine_edges,
            created_by=created_by,
            created_key=created_key,
        )
        for row in rows:
            row.task = task
        ColorChange.objects.bulk_create(rows)
        photo_refresh(photo)
        engine_of(task).submit(task)
    return task


def _checked_photo(pose: Photo | None, model: Photo | None) -> Photo:
    """Return the photo to recolor: the pose if there is one, else the model. Raises ValidationError."""
    if pose and pose.kind != Photo.Kind.POSE:
        raise ValidationError(
            {"pose_image_generation_id": f"{pose.pk} is a model. Send it as models_image_generation_task_id."}
        )
    if model and model.kind != Photo.Kind.MODEL:
        raise ValidationError(
            {"models_image_generation_task_id": f"{model.pk} is a pose. Send it as pose_image_generation_id."}
        )
    if pose and model and pose.engine != model.engine:
        raise ValidationError({"pose_image_generation_id": "Send a pose and a model of the same engine."})
    if pose and model and pose.engine == EngineName.LOCAL and pose.model_id != model.pk:
        raise ValidationError(
            {"pose_image_generation_id": f"Pose {pose.pk} does not belong to model {model.pk}. Send only one of them."}
        )
    photo = pose or model
    if photo is None:
        raise ValidationError(
            {"pose_image_generation_id": "Send a pose_image_generation_id or a models_image_generation_task_id."}
        )
    return photo


def _lock(*photos: Photo | None) -> None:
    """Lock photos until the transaction ends. Raises ValidationError if one has been deleted in the meantime."""
    ids = {photo.pk for photo in photos if photo}
    if len(Photo.objects.select_for_update().filter(pk__in=ids, trashed_at=None)) < len(ids):
        raise ValidationError("The photo has just been deleted. Choose another one, or restore it from the trash.")


def _checked_changes(
    photo: Photo, changes: Sequence[Mapping[str, Any]], swatches: Mapping[str, str]
) -> list[ColorChange]:
    """Return unsaved rows for the color changes. Raises ValidationError with all problems, one sentence each."""
    if not 1 <= len(changes) <= MAX_CHANGES:
        raise ValidationError({"color_changes": f"Send 1 to {MAX_CHANGES} changes, each a target and a color."})
    problems: list[ChangeProblem] = []
    rows: list[ColorChange] = []
    seen: set[str] = set()
    errors = engine_of(photo).check_targets(photo, [change["target"] for change in changes])
    for position, change in enumerate(changes):
        target = change["target"].strip()
        if target.casefold() in seen:
            problems.append(ChangeProblem(f"“{target}” is requested twice. Send one color for it.", position, "target"))
        seen.add(target.casefold())
        try:
            rows.append(_unsaved_row(position, change, swatches))
        except ColorError as error:
            problems.append(ChangeProblem(f"{target}: {error}", position, "color"))
        if error_of_target := errors.pop(change["target"], None):
            choices = error_of_target.choices if isinstance(error_of_target, AmbiguousTarget) else []
            problems.append(ChangeProblem(str(error_of_target), position, "target", choices))
    if problems:
        raise ValidationError({"color_changes": problems})
    return rows


def _unsaved_row(position: int, change: Mapping[str, Any], swatches: Mapping[str, str]) -> ColorChange:
    color = change["color"].strip()
    hex_code = parse_color(color, swatches).hex
    return ColorChange(
        position=position,
        target=change["target"].strip(),
        color=color,
        color_hex=hex_code,
        family=color_family(hex_code) if hex_code else "",
        protect_details=change.get("protect_details", True),
    )


def task_run(task_id: int) -> None:
    """Recolor the photo of a queued task and store the result; do nothing for any other task. Called in a worker."""
    task = RecolorTask.objects.filter(pk=task_id, status=QUEUED).first()
    if task is None or not jobs.claim(task):
        return
    try:
        with jobs.heartbeat(task):
            _find_garments_if_needed(task)
            recoloring = local_engine().recolor(task, lambda stage, percent: jobs.report(task, stage, percent))
            task_finish(task, recoloring)
    except jobs.JobLost:
        logger.info("task %s: was deleted or canceled, or belongs to another worker now", task_id)
    except EngineError as error:
        code = next(code for kind, code in _ERROR_CODES if isinstance(error, kind))
        jobs.fail(task, code, str(error))
    except Exception:
        logger.exception("task %s failed", task_id)
        jobs.fail(task, "internal", INTERNAL_ERROR_MESSAGE)


def _find_garments_if_needed(task: RecolorTask) -> None:
    """Find the garments of the task's photo if no worker has done it yet, so that they are stored for all tasks.

    The same applies to a photo whose analysis has become outdated since the task was created.
    """
    photo_refresh(task.photo)
    if task.photo.status == PhotoStatus.QUEUED:
        jobs.report(task, "finding garments", 3)
        photo_find_garments(task.photo.pk)
        task.photo.refresh_from_db()


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


def task_delete(task: RecolorTask) -> None:
    """Delete a task permanently. A worker that runs it notices at its next progress report, and leaves no files."""
    with transaction.atomic():
        files.remove_folder_after_commit(files.task_folder(task))
        engine_of(task).forget(task)
        task.delete()


def tasks_delete(tasks: Iterable[RecolorTask]) -> int:
    """Delete several tasks permanently, in one transaction, and return their number."""
    count = 0
    with transaction.atomic():
        for task in tasks:
            task_delete(task)
            count += 1
    return count
