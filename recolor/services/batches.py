"""Batches: creating many tasks together, and pausing, resuming, canceling, retrying and extending them."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from ..engine import Agreement, agreement
from ..exceptions import RequestsRefused
from ..filters import is_replaced
from ..models import ApiKey, Batch, ColorChange, EngineName, Photo, Workspace
from ..states import CANCELED, FAILED, IN_PROGRESS, QUEUED
from ..wakeup import wake_workers
from .ambiguous import target_key
from .colorways import Colorway, colorway_for_photo, colorway_request
from .portions import each_in_portions
from .task_creation import TaskRequest, tasks_create
from .tasks import task_retry, tasks_cancel

MAX_TASKS = 1000  # in a batch
MAX_NAME = 80  # characters

Request = Mapping[str, Any]  # the fields of a `TaskRequest`


def batch_create(
    workspace: Workspace,
    requests: Sequence[Request],
    *,
    name: str = "",
    created_by: User | None = None,
    created_key: ApiKey | None = None,
    form_token: uuid.UUID | None = None,
    one_tone: bool = True,
    dry_run: bool = False,
) -> Batch:
    """Create a batch with a task for each request, or nothing. Raises ValidationError, with all problems of `tasks`.

    form_token: if the workspace has a batch with this token outside the trash, it is returned, and nothing is created.
    one_tone: see `Batch`. dry_run: create everything, then roll it back, so that all checks are the same.
    """
    token = form_token or uuid.uuid4()
    with transaction.atomic():
        defaults = {
            "name": _checked_name(name) or _default_name(requests),
            "created_by": created_by,
            "created_key": created_key,
            "one_tone": one_tone,
        }
        batch, created = Batch.objects.get_or_create(workspace=workspace, form_token=token, defaults=defaults)
        _check_not_in_trash(batch)
        if created:
            _create_tasks(batch, requests, created_by=created_by, created_key=created_key)
        if dry_run:
            transaction.set_rollback(True)
    return batch


def batch_meant(batch: Batch, targets: Sequence[str]) -> dict[tuple[int, str], str]:
    """Return the garments that targets of further colors mean, if the batch's results of a photo name them differently.

    What a person has chosen for a target comes first. See `Meant`.
    """
    changes = ColorChange.objects.filter(task__batch=batch, task__trashed_at=None)
    named: dict[int, set[str]] = {}
    chosen: dict[tuple[int, str], str] = {}
    for photo, name, asked in changes.values_list("task__photo_id", "target", "asked"):
        named.setdefault(photo, set()).add(name)
        if asked:
            chosen[target_key(photo, asked)] = name
    alike = {
        target_key(photo, target): name
        for photo, names in named.items()
        for target in targets
        if target not in names
        for name in sorted(names)
        if agreement(target, name) != Agreement.NONE
    }
    return alike | chosen


def batch_create_of_colorways(
    workspace: Workspace,
    cells: Sequence[tuple[Photo, Colorway]],
    *,
    name: str,
    created_by: User,
    form_token: uuid.UUID,
    one_tone: bool = True,
) -> Batch:
    """Create a batch of photos in colorways; see `batch_create`."""
    swatches = workspace.swatch_colors()
    requests = [colorway_request(photo, colorway, swatches) for photo, colorway in cells]
    return batch_create(workspace, requests, name=name, created_by=created_by, form_token=form_token, one_tone=one_tone)


def batch_add_colorways(batch: Batch, cells: Sequence[tuple[Photo, Colorway]], *, created_by: User) -> int:
    """Add photos in colorways to a batch, without those that are in it; return the number of new tasks.

    Creates all of them or none. Raises ValidationError.
    """
    swatches = batch.workspace.swatch_colors()
    with transaction.atomic():
        # A second click on the same button waits here, and so does moving the batch to the trash.
        _check_not_in_trash(Batch.objects.select_for_update().get(pk=batch.pk))
        tasks = batch.tasks.filter(trashed_at=None).prefetch_related("color_changes")
        present = {(task.photo_id, Colorway.of(task).key) for task in tasks}
        new = [
            (photo, colorway)
            for photo, colorway in cells
            if (photo.pk, colorway_for_photo(colorway, photo).key) not in present
        ]
        if new:
            requests = [colorway_request(photo, colorway, swatches) for photo, colorway in new]
            _create_tasks(batch, requests, created_by=created_by, created_key=None)
    return len(new)


def batch_rename(batch: Batch, name: str) -> None:
    """Give a batch another name. Raises ValidationError."""
    batch.name = _checked_name(name)
    if not batch.name:
        raise ValidationError({"name": _("Type a name for the batch.")})
    batch.save(update_fields=["name"])


def batch_pause(batch: Batch) -> bool:
    """Leave the batch's queued tasks in the queue; running ones finish. Returns False if it is paused already."""
    return bool(Batch.objects.filter(pk=batch.pk, paused_at=None).update(paused_at=timezone.now()))


def batch_resume(batch: Batch) -> bool:
    """Continue a paused batch. Returns False if it is not paused."""
    with transaction.atomic():
        if not Batch.objects.filter(pk=batch.pk).exclude(paused_at=None).update(paused_at=None):
            return False
        # The hosted engine looks for the rows that are due by itself.
        wake_workers(list(batch.tasks.filter(status=QUEUED, engine=EngineName.LOCAL).order_by("pk")))
    return True


def batch_cancel_rest(batch: Batch) -> int:
    """Cancel the batch's queued and running tasks, then end a pause; return the number of canceled tasks."""
    count = tasks_cancel(batch.tasks.filter(status__in=IN_PROGRESS, trashed_at=None))
    Batch.objects.filter(pk=batch.pk).update(paused_at=None)  # at the end, so that no queued task begins
    return count


def batch_retry_failed(batch: Batch) -> int:
    """Queue the batch's failed tasks again, without canceled ones and replaced versions; return their number."""
    return _retry(batch, ~Q(error_code=CANCELED))


def batch_retry_canceled(batch: Batch) -> int:
    """Queue the batch's canceled tasks again, without replaced versions; return their number."""
    return _retry(batch, Q(error_code=CANCELED))


def _retry(batch: Batch, which: Q) -> int:
    return each_in_portions(
        batch.tasks.filter(which, status=FAILED, trashed_at=None).exclude(is_replaced()), task_retry
    )


def _check_not_in_trash(batch: Batch) -> None:
    """Raise ValidationError if a batch is in the trash, where nobody would see new tasks of it."""
    if batch.trashed_at:
        raise ValidationError(
            _("This batch has been moved to the trash. Restore its results first, or plan a new batch.")
        )


def _create_tasks(
    batch: Batch, requests: Sequence[Request], *, created_by: User | None, created_key: ApiKey | None
) -> None:
    if not requests:
        raise ValidationError({"tasks": _("Send at least one task.")})
    if batch.tasks.count() + len(requests) > MAX_TASKS:
        text = _("A batch has at most %(count)s results. Choose fewer photos or colors.")
        raise ValidationError({"tasks": text % {"count": MAX_TASKS}})
    wanted = [TaskRequest(**request) for request in requests]
    try:
        tasks_create(batch.workspace, wanted, batch=batch, created_by=created_by, created_key=created_key)
    except RequestsRefused as refusal:
        problems = [
            f"item {index + 1}, {sentence}" for index, error in refusal.errors.items() for sentence in _sentences(error)
        ]
        raise ValidationError({"tasks": problems}) from None


def _sentences(error: ValidationError) -> list[str]:
    if not hasattr(error, "error_dict"):
        return error.messages
    return [f"{field}: {message}" for field, messages in error.message_dict.items() for message in messages]


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if len(name) > MAX_NAME:
        raise ValidationError(
            {"name": _("The name is too long. Use at most %(count)s characters.") % {"count": MAX_NAME}}
        )
    return name


def _default_name(requests: Sequence[Request]) -> str:
    """Return a name such as “blouse: royal blue, teal”."""
    changes = [change for request in requests for change in request["changes"]]
    garments = dict.fromkeys(change["target"].strip() for change in changes)
    colors = dict.fromkeys(change["color"].strip() for change in changes)
    return Truncator(f"{', '.join(garments)}: {', '.join(colors)}").chars(MAX_NAME)
