"""Mirroring the hosted account: tasks made elsewhere appear here, tasks deleted elsewhere are marked."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from ..client import RecolorAPIError, Task
from ..engine import ColorError, parse_color
from ..models import ColorChange, EngineName, HostedService, HostedTask, Photo, RecolorTask, Workspace
from ..services.summaries import photo_copies, tasks_created
from ..services.workspaces import first_workspace
from .connection import connection
from .photos import hosted_photo_get_or_create
from .problems import problem_text
from .rows import hosted_service, hosted_service_report

RECENT = timedelta(seconds=60)
# An unknown task may be the one that we are creating, whose answer has not arrived; or one that was deleted here before
# its answer arrived, and will be deleted at the service, unless that has failed for a minute or so.
_MAY_BE_UNKNOWN = Q(sending=True) | Q(hosted_id="", task=None, sent_at__isnull=False, failures__lt=6)
MADE_ELSEWHERE = "Made elsewhere"  # the photo of tasks for which the service names none


def hosted_tasks_mirror_if_due() -> bool:
    """Mirror the whole account if it is due, in one worker only; return whether it was mirrored."""
    service, now = hosted_service(), timezone.now()
    if service.sync_due_at and service.sync_due_at > now:
        return False
    next_time = now + timedelta(minutes=settings.RECOLOR_API_SYNC_MINUTES)
    if not HostedService.objects.filter(sync_due_at=service.sync_due_at).update(sync_due_at=next_time):
        return False
    try:
        hosted_tasks_mirror()
    except RecolorAPIError as error:
        hosted_service_report(problem_text(error))
        return False
    return True


def hosted_tasks_mirror_soon() -> None:
    """Have the worker mirror the account at its next step."""
    hosted_service()
    HostedService.objects.update(sync_due_at=None)


def hosted_tasks_mirror() -> None:
    """Mirror every page of the account. Poll the tasks that it no longer lists before they count as deleted."""
    begun, claimed = timezone.now(), claimed_ids()
    listed = list(connection().all_tasks())
    mirrored = _mirror(listed, claimed)
    known = HostedTask.objects.filter(gone_at=None, due_at=None, task__created_at__lt=begun).exclude(hosted_id="")
    listed_ids = {task.id for task in listed}
    # Tasks move from page to page while the pages are read, so the list may miss one. A poll of the task decides.
    missing = [row.pk for row in known.only("pk", "hosted_id") if row.hosted_id not in listed_ids]
    HostedTask.objects.filter(pk__in=missing).update(due_at=timezone.now())
    HostedService.objects.update(problem="", **({"synced_at": begun} if mirrored else {}))


def hosted_tasks_mirror_newest() -> None:
    """Mirror the newest tasks, so that every task created before now is known."""
    hosted_service()
    begun, claimed = timezone.now(), claimed_ids()
    if _mirror(connection().newest_tasks(), claimed):
        HostedService.objects.update(synced_at=begun)


def listed_recently() -> bool:
    """Whether the account was listed within the last minute."""
    synced_at = hosted_service().synced_at
    return synced_at is not None and timezone.now() - synced_at < RECENT


def claimed_ids() -> set[str]:
    """Return the service's ids of the tasks that belong to a row or are among the candidates of one."""
    claimed = set(HostedTask.objects.exclude(hosted_id="").values_list("hosted_id", flat=True))
    for candidates in HostedTask.objects.exclude(candidates=[]).values_list("candidates", flat=True):
        claimed.update(candidates)
    return claimed


def may_be(answer: Task, request: Mapping[str, Any]) -> bool:
    """Whether a task at the service may be what we requested: its color changes are equal, or it reports none."""
    if not answer.color_changes:
        return True
    theirs = [[change.target, (change.color_hex or change.color).lower()] for change in answer.color_changes]
    return bool(theirs == request["color_changes"])


def _mirror(listed: Iterable[Task], claimed_before: set[str]) -> bool:
    """Create rows for the tasks made elsewhere, oldest first, so that they have the same order here.

    Does nothing, and returns False, while nobody knows which of them were made elsewhere, and without a workspace.

    claimed_before: the ids that were claimed before the account was listed. One of them may have been deleted here and
    at the service since, and must not come back.
    """
    workspace = first_workspace()
    if workspace is None or HostedTask.objects.filter(_MAY_BE_UNKNOWN).exists():
        return False
    claimed = claimed_before | claimed_ids()
    for answer in reversed([task for task in listed if task.id not in claimed]):
        _mirror_one(workspace, answer)
    return True


@transaction.atomic
def _mirror_one(workspace: Workspace, answer: Task) -> None:
    pose = hosted_photo_get_or_create(workspace, Photo.Kind.POSE, answer.raw.get("pose_image_generation_id"))
    model = hosted_photo_get_or_create(workspace, Photo.Kind.MODEL, answer.raw.get("models_image_generation_task_id"))
    photo = pose or model
    if photo is None:
        photo = model = _photo_made_elsewhere(workspace)
    quality = answer.raw.get("image_quality")
    task = RecolorTask.objects.create(
        workspace=workspace,
        engine=EngineName.HOSTED,
        pose=pose,
        model=model,
        **photo_copies(photo),
        image_quality=quality if quality in RecolorTask.Quality.values else RecolorTask.Quality.TWO_K,
    )
    changes = [
        ColorChange(
            task=task,
            position=position,
            target=change.target[:80],
            color=change.color[:80],
            color_hex=_hex(change.color_hex or change.color),
        )
        for position, change in enumerate(answer.color_changes)
    ]
    tasks_created([task], changes)
    HostedTask.objects.create(workspace=workspace, task=task, hosted_id=answer.id, mirrored=True, due_at=timezone.now())


def _photo_made_elsewhere(workspace: Workspace) -> Photo:
    photo, _created = Photo.objects.get_or_create(
        workspace=workspace,
        engine=EngineName.HOSTED,
        kind=Photo.Kind.MODEL,
        hosted_id="",
        file="",
        defaults={"name": MADE_ELSEWHERE, "status": Photo.Status.READY},
    )
    return photo


def _hex(color: str) -> str:
    try:
        return parse_color(color).hex
    except ColorError:  # words that only the service understands
        return ""
