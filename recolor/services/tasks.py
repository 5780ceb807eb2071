"""Recolor tasks: asked for, run by a worker, tried again, deleted."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from .. import files, jobs
from ..engine import color_family, parse_color
from ..engine.errors import ColorError, EngineError, GarmentNotFound, PhotoError, TargetError
from ..engines import engine_of, local_engine
from ..models import ApiKey, ColorChange, EngineName, Photo, RecolorTask, Workspace
from ..states import FAILED, QUEUED, PhotoStatus
from .finding import OUR_FAULT, photo_find_garments
from .results import task_finish

logger = logging.getLogger(__name__)

MOST_CHANGES = 12
_CODES: list[tuple[type[EngineError], str]] = [
    (GarmentNotFound, "garment_not_found"),
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
    created_by: User | None = None,
    created_key: ApiKey | None = None,
) -> RecolorTask:
    """Ask for a recolored picture; ValidationError says what is wrong.

    changes: `{"target", "color"}`, and `"protect_details"` (true by default): prints and trims stay as they are.
    """
    photo = _checked_photo(pose, model)
    rows = _checked_changes(workspace, photo, changes)
    with transaction.atomic():
        task = RecolorTask.objects.create(
            workspace=workspace,
            engine=photo.engine,
            pose=pose,
            model=model,
            image_quality=quality,
            output_format=output_format,
            sharpen=sharpen,
            created_by=created_by,
            created_key=created_key,
        )
        for row in rows:
            row.task = task
        ColorChange.objects.bulk_create(rows)
        engine_of(task).submit(task)
    return task


def _checked_photo(pose: Photo | None, model: Photo | None) -> Photo:
    if pose and pose.kind != Photo.Kind.POSE:
        raise ValidationError(
            {"pose_image_generation_id": f"{pose.pk} is a model; send it as models_image_generation_task_id."}
        )
    if model and model.kind != Photo.Kind.MODEL:
        raise ValidationError(
            {"models_image_generation_task_id": f"{model.pk} is a pose; send it as pose_image_generation_id."}
        )
    if pose and model and pose.engine != model.engine:
        raise ValidationError({"pose_image_generation_id": "Send a pose and a model of the same engine."})
    if pose and model and pose.engine == EngineName.LOCAL and pose.model_id != model.pk:
        raise ValidationError(
            {"pose_image_generation_id": f"Pose {pose.pk} does not belong to model {model.pk}; send one of them."}
        )
    photo = pose or model
    if photo is None:
        raise ValidationError(
            {"pose_image_generation_id": "Send a pose_image_generation_id or a models_image_generation_task_id."}
        )
    return photo


def _checked_changes(workspace: Workspace, photo: Photo, changes: Sequence[Mapping[str, Any]]) -> list[ColorChange]:
    if not 1 <= len(changes) <= MOST_CHANGES:
        raise ValidationError({"color_changes": f"Send 1 to {MOST_CHANGES} changes, each a target and a color."})
    swatches = workspace.swatch_colors()
    problems: list[str] = []
    rows: list[ColorChange] = []
    seen: set[str] = set()
    for position, change in enumerate(changes):
        target, color = change["target"].strip(), change["color"].strip()
        if target.casefold() in seen:
            problems.append(f"“{target}” is asked for twice; send one color for it.")
        seen.add(target.casefold())
        try:
            understood = parse_color(color, swatches)
        except ColorError as error:
            problems.append(f"{target}: {error}")
            continue
        protect = change.get("protect_details", True)
        rows.append(
            ColorChange(
                position=position,
                target=target,
                color=color,
                color_hex=understood.hex,
                family=color_family(understood.hex) if understood.hex else "",
                protect_details=protect,
            )
        )
    try:
        engine_of(photo).check_targets(photo, [change["target"] for change in changes])
    except (TargetError, GarmentNotFound) as error:
        problems.append(str(error))
    if problems:
        raise ValidationError({"color_changes": problems})
    return rows


def task_run(task_id: int) -> None:
    """A worker's job: do a queued task, from the photo to the stored result."""
    task = RecolorTask.objects.filter(pk=task_id, status=QUEUED).first()
    if task is None or not jobs.claim(task):
        return
    try:
        with jobs.heartbeat(task):
            _find_first(task)
            recoloring = local_engine().recolor(task, lambda stage, done: jobs.report(task, stage, done))
            task_finish(task, recoloring)
    except jobs.JobLost:
        logger.info("task %s: no longer wanted", task_id)
    except EngineError as error:
        code = next(code for kind, code in _CODES if isinstance(error, kind))
        jobs.fail(task, code, str(error))
    except Exception:
        logger.exception("task %s failed", task_id)
        jobs.fail(task, "internal", OUR_FAULT)


def _find_first(task: RecolorTask) -> None:
    """The photo's garments are found once and kept, so a task that comes early finds them for all."""
    if task.photo.status == PhotoStatus.QUEUED:
        jobs.report(task, "finding garments", 3)
        photo_find_garments(task.photo.pk)
        task.photo.refresh_from_db()


def task_retry(task: RecolorTask) -> bool:
    """Put a failed task back to the queue with the same wishes; False if it has not failed."""
    with transaction.atomic():
        error_code = task.error_code
        if task.status != FAILED or not jobs.requeue(task):
            return False
        engine_of(task).retry(task, error_code)
    return True


CANCELED = "canceled"  # error code of a task that a person stopped


def task_cancel(task: RecolorTask) -> bool:
    """Stop a task that is queued or running; return False if it is neither. It may be retried."""
    with transaction.atomic():
        if not task.in_progress or not jobs.fail(task, CANCELED, "Canceled. Retry it if you still want the result."):
            return False
        engine_of(task).cancel(task)
    return True


def task_delete(task: RecolorTask) -> None:
    """Delete a task for good; one that runs notices at its next step, stops and leaves no file."""
    with transaction.atomic():
        files.remove_folder_after_commit(files.task_folder(task))
        engine_of(task).forget(task)
        task.delete()


def tasks_delete(tasks: Iterable[RecolorTask]) -> int:
    """Delete several tasks, all or none, and return how many."""
    count = 0
    with transaction.atomic():
        for task in tasks:
            task_delete(task)
            count += 1
    return count
