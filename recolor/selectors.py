"""Every read that the dashboard and the API share. All start from a workspace, and from nothing wider."""

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner
from django.db.models import Q, QuerySet

from .backends import get_backend
from .models import BaseImage, Garment, RecolorTask, Workspace

_signer = TimestampSigner(salt="recolor.file")


def base_images(workspace: Workspace, *, kind: str = "") -> QuerySet[BaseImage]:
    """A workspace's photos, newest first, with their garments."""
    images = BaseImage.objects.visible_in(workspace).prefetch_related("garments")
    # A hosted service recolours its own photos, known here by their ids; our engine those that lie here.
    images = images.exclude(remote_id="") if get_backend().hosted else images.filter(remote_id="").exclude(file="")
    return images.filter(kind=kind) if kind else images


def tasks(workspace: Workspace, *, status: str = "", photo: int | None = None) -> QuerySet[RecolorTask]:
    """A workspace's tasks, newest first, with their photos and changes."""
    found = (
        RecolorTask.objects.visible_in(workspace)
        .select_related("pose", "model", "hosted")
        .prefetch_related("color_changes")
    )
    if status:
        found = found.filter(status=status)
    if photo:
        found = found.filter(Q(pose=photo) | Q(pose=None, model=photo))
    return found


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
        return RecolorTask.objects.filter(pk=pk).values_list("result", flat=True).first() or None
    return Garment.objects.filter(pk=pk).values_list("mask", flat=True).first()
