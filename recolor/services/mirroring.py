"""The hosted account mirrored: tasks made elsewhere appear here, tasks deleted elsewhere are marked so."""

from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from ..backends import remote_backend
from ..client import RecolorAPIError, Task
from ..engine.errors import ColorError
from ..models import BaseImage, ColorChange, HostedService, HostedTask, RecolorTask, Workspace
from .hosted_photos import hosted_photo
from .hosted_rows import hosted_service
from .workspaces import default_workspace

FRESH = timedelta(seconds=60)


def hosted_sync_if_due() -> bool:
    """List the whole account if it is time to; True if it was listed. One worker does it, the others go by."""
    service, now = hosted_service(), timezone.now()
    if service.sync_due_at and service.sync_due_at > now:
        return False
    next_time = now + timedelta(minutes=settings.RECOLOR_API_SYNC_MINUTES)
    if not HostedService.objects.filter(sync_due_at=service.sync_due_at).update(sync_due_at=next_time):
        return False
    try:
        hosted_sync()
    except RecolorAPIError as error:
        HostedService.objects.update(problem=str(error))
        return False
    return True


def hosted_sync_soon() -> None:
    """Somebody wants the account listed now: the worker does it at its next step."""
    hosted_service()
    HostedService.objects.update(sync_due_at=None)


def hosted_sync() -> None:
    """Mirror every page; what is known here and no longer listed is looked at, one by one, before it counts as gone."""
    begun = timezone.now()
    listed = list(remote_backend().everything())
    _mirror(listed)
    missing = HostedTask.objects.filter(gone_at=None, due_at=None, task__created_at__lt=begun).exclude(remote_id="")
    listed_ids = {task.id for task in listed}
    # Pages shift while they are read, so that one may be missed: only a look at the task itself tells.
    absent = [row.pk for row in missing.only("pk", "remote_id") if row.remote_id not in listed_ids]
    HostedTask.objects.filter(pk__in=absent).update(due_at=timezone.now())
    HostedService.objects.update(synced_at=begun, problem="")


def hosted_mirror_newest() -> None:
    """Mirror the newest tasks, so that everything made before now is known."""
    hosted_service()
    begun = timezone.now()
    _mirror(remote_backend().newest())
    HostedService.objects.update(synced_at=begun)


def listed_recently() -> bool:
    synced_at = hosted_service().synced_at
    return synced_at is not None and timezone.now() - synced_at < FRESH


def hosted_claimed_ids() -> set[str]:
    """The remote ids whose task here is known, or waits for a person to say so."""
    claimed = set(HostedTask.objects.exclude(remote_id="").values_list("remote_id", flat=True))
    for candidates in HostedTask.objects.exclude(candidates=[]).values_list("candidates", flat=True):
        claimed.update(candidates)
    return claimed


def looks_like(answer: Task, task: RecolorTask) -> bool:
    """Whether a remote task may be ours, by what the service tells of it; ours tells the wishes."""
    if not answer.color_changes:
        return True
    theirs = [(change.target, (change.color_hex or change.color).lower()) for change in answer.color_changes]
    return theirs == [(change.target, change.color_hex) for change in task.color_changes.all()]


def _mirror(listed: Iterable[Task]) -> None:
    """Rows for the tasks made elsewhere, oldest first, so that their order here is theirs."""
    if HostedTask.objects.filter(sending=True).exists():
        return  # one of the unknown ones may be the one whose answer is not here yet
    known = hosted_claimed_ids()
    new = [task for task in listed if task.id not in known]
    if not new:
        return
    workspace, _owner, _made = default_workspace()
    for answer in reversed(new):
        _mirror_one(workspace, answer)


@transaction.atomic
def _mirror_one(workspace: Workspace, answer: Task) -> None:
    pose = hosted_photo(workspace, BaseImage.Kind.POSE, answer.raw.get("pose_image_generation_id"))
    model = hosted_photo(workspace, BaseImage.Kind.MODEL, answer.raw.get("models_image_generation_task_id"))
    if not pose and not model:
        model = BaseImage.objects.get_or_create(
            workspace=workspace,
            kind=BaseImage.Kind.MODEL,
            remote_id="",
            file="",
            defaults={"name": "Made elsewhere", "status": BaseImage.Status.READY},
        )[0]
    quality = answer.raw.get("image_quality")
    task = RecolorTask.objects.create(
        workspace=workspace,
        pose=pose,
        model=model,
        image_quality=quality if quality in RecolorTask.Quality.values else RecolorTask.Quality.TWO_K,
    )
    ColorChange.objects.bulk_create(
        ColorChange(
            task=task,
            position=position,
            target=change.target[:80],
            color=change.color[:80],
            color_hex=_hex(change.color_hex or change.color),
        )
        for position, change in enumerate(answer.color_changes)
    )
    HostedTask.objects.create(workspace=workspace, task=task, remote_id=answer.id, mirrored=True, due_at=timezone.now())


def _hex(color: str) -> str:
    try:
        return remote_backend().read_color(color).hex
    except ColorError:  # words that only the service understands
        return ""
