"""Every read that the dashboard and the API share. All start from a workspace, and from nothing wider."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import QuerySet
from django.utils import timezone

from . import files
from .backends import get_backend
from .models import BaseImage, ColorChange, Garment, RecolorTask, Workspace
from .searching import of_photo
from .states import PROCESSING, QUEUED

_signer = TimestampSigner(salt="recolor.file")


def base_images(workspace: Workspace, *, kind: str = "") -> QuerySet[BaseImage]:
    """A workspace's photos, newest first, with their garments."""
    images = BaseImage.objects.visible_in(workspace).prefetch_related("garments")
    # A hosted service recolours its own photos, known here by their ids; our engine those that lie here.
    images = images.exclude(remote_id="") if get_backend().hosted else images.filter(remote_id="").exclude(file="")
    return images.filter(kind=kind) if kind else images


def tasks(workspace: Workspace, *, photo: int | None = None) -> QuerySet[RecolorTask]:
    """A workspace's tasks, newest first, with their photos and changes; what is in the trash is not among them."""
    return tasks_and_trash(workspace, photo=photo).filter(trashed_at=None)


def trashed_tasks(workspace: Workspace) -> QuerySet[RecolorTask]:
    """What is in a workspace's trash, the latest first."""
    return tasks_and_trash(workspace).exclude(trashed_at=None).order_by("-trashed_at", "-id")


def tasks_and_trash(workspace: Workspace, *, photo: int | None = None) -> QuerySet[RecolorTask]:
    """All of a workspace's tasks, for what people see also of those in the trash."""
    found = (
        RecolorTask.objects.visible_in(workspace)
        .select_related("pose", "model", "hosted")
        .prefetch_related("color_changes")
    )
    return found.filter(of_photo(photo)) if photo else found


def recent_colors(workspace: Workspace, most: int = 10) -> list[tuple[str, str]]:
    """The colours asked for last, as (wording, '#rrggbb'), each once."""
    changes = ColorChange.objects.filter(task__workspace=workspace, task__trashed_at=None).exclude(color_hex="")
    found: dict[str, str] = {}  # the latest wording of each colour
    for color, value in changes.order_by("-id").values_list("color", "color_hex")[: 8 * most]:
        found.setdefault(value, color)
    return [(color, value) for value, color in list(found.items())[:most]]


def asked_garments(workspace: Workspace) -> list[str]:
    """The garments that were asked for in a workspace, to choose from."""
    targets = ColorChange.objects.filter(task__workspace=workspace).order_by("target").values_list("target", flat=True)
    return sorted({target.casefold() for target in targets.distinct()[:200]})


@dataclass(frozen=True)
class InstallationState:
    """What a person may want to know of the installation: is a worker at work, and how much lies in the storage."""

    waiting: int
    worker_seen: bool
    photos: int
    results: int
    trashed: int
    megabytes: float


def installation_state(workspace: Workspace) -> InstallationState:
    """How the engine does, and what a workspace keeps."""
    overdue = timezone.now() - timedelta(seconds=4 * settings.RECOLOR_LEASE_SECONDS)
    queued = RecolorTask.objects.filter(status=QUEUED, hosted=None)
    tasks_here = RecolorTask.objects.visible_in(workspace)
    return InstallationState(
        waiting=queued.count(),
        # Nobody took what has waited for long, although nothing runs: there is no worker.
        worker_seen=not queued.filter(created_at__lt=overdue).exists()
        or RecolorTask.objects.filter(status=PROCESSING, lease_expires_at__gt=timezone.now()).exists(),
        photos=BaseImage.objects.visible_in(workspace).count(),
        results=tasks_here.filter(trashed_at=None).count(),
        trashed=tasks_here.exclude(trashed_at=None).count(),
        megabytes=files.workspace_size(workspace) / 1e6,
    )


def sign_file(kind: str, pk: int) -> str:
    """A token that opens one file without a session for a while: `result` of a task, `mask` of a garment."""
    return _signer.sign(f"{kind}:{pk}")


class LinkExpired(Exception):
    """The link was ours, and its time is over."""


def signed_file(token: str, max_age: int) -> str | None:
    """The storage name behind a token; None if there is none (any more); LinkExpired when too old."""
    try:
        kind, _, pk = _signer.unsign(token, max_age=max_age).partition(":")
    except SignatureExpired as error:
        raise LinkExpired from error
    except BadSignature:
        return None
    if kind == "result":
        return RecolorTask.objects.filter(pk=pk, trashed_at=None).values_list("result", flat=True).first() or None
    return Garment.objects.filter(pk=pk).values_list("mask", flat=True).first()
