"""Workspaces: creating them with their owners and sample photos, preferences, the sizes of files, and deleting."""

from collections.abc import Mapping
from pathlib import Path

from django.contrib.auth.models import User
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from .. import files
from ..engines import default_engine, engine_of
from ..models import (
    ApiKey,
    AuditEntry,
    EngineName,
    IdempotentAnswer,
    Invite,
    Membership,
    Photo,
    RecolorTask,
    WebhookDelivery,
    Workspace,
)
from .photos import photo_create, photos_delete
from .portions import delete_in_portions
from .tasks import tasks_delete

DEFAULT_OWNER = "owner"  # user name
_MEASURED_SECONDS = 3000  # less than the hour between two calls of a worker
SAMPLES = Path(__file__).resolve().parent.parent / "samples"


def first_workspace() -> Workspace | None:
    """Return the oldest workspace, which commands work in; None if there is none."""
    return Workspace.objects.order_by("pk").first()


def first_owner(workspace: Workspace) -> User | None:
    """Return the owner who joined a workspace first; None if it has none."""
    owners = workspace.memberships.filter(role=Membership.Role.OWNER).select_related("user")
    membership = owners.order_by("pk").first()
    return membership.user if membership else None


def default_workspace() -> tuple[Workspace, User, bool]:
    """Return the first workspace, its owner and whether the workspace was created; create what is missing."""
    with transaction.atomic():
        workspace = first_workspace()
        if workspace is None:
            return *workspace_create("Studio", DEFAULT_OWNER), True
        return workspace, first_owner(workspace) or _owner_add(workspace, DEFAULT_OWNER), False


def workspace_create(name: str, username: str) -> tuple[Workspace, User]:
    """Create a workspace with an owner, who gets an account without a password if they have none.

    Raises ValidationError if one of the names cannot be used.
    """
    workspace = Workspace(name=name.strip(), default_quality=_default_quality())
    workspace.clean_fields()
    with transaction.atomic():
        workspace.save()
        return workspace, _owner_add(workspace, username)


def _owner_add(workspace: Workspace, username: str) -> User:
    owner = User.objects.filter(username=username).first()
    if owner is None:
        owner = User(username=username)
        owner.set_unusable_password()
        owner.clean_fields()
        owner.save()
    Membership.objects.update_or_create(workspace=workspace, user=owner, defaults={"role": Membership.Role.OWNER})
    return owner


def _default_quality() -> str:
    """Return the size that results have unless people choose another one; the hosted service has no original size."""
    return RecolorTask.Quality.ORIGINAL if default_engine() == EngineName.LOCAL else RecolorTask.Quality.TWO_K


def export_options_set(workspace: Workspace, options: Mapping[str, object]) -> None:
    """Store the options with which results are exported unless people choose others; see `exports.ExportOptions`."""
    workspace.export_options = dict(options)
    workspace.save(update_fields=["export_options"])


def sample_photos_seed(workspace: Workspace) -> int:
    """Add the sample photos to a workspace and return their number."""
    paths = sorted(SAMPLES.glob("*.png"))
    for path in paths:
        upload = SimpleUploadedFile(path.name, path.read_bytes(), "image/png")
        photo_create(workspace, upload=upload, name=path.stem.replace("-", " ").capitalize())
    return len(paths)


def workspaces_measure() -> None:
    """Measure the size of each workspace's files for the settings page, unless another worker has just done it."""
    if cache.add("workspaces-measured", True, _MEASURED_SECONDS):
        for workspace in Workspace.objects.all():
            files.workspace_size_measure(workspace)


def workspace_delete(workspace: Workspace) -> None:
    """Delete a workspace permanently with all of its rows and files. Its people keep their accounts.

    Its tasks at the hosted service are deleted there, too. First nobody can enter any more, then the many rows go in
    portions, and at last the workspace with what remains; if the process is killed in between, the next call goes on.
    """
    with transaction.atomic():
        Membership.objects.filter(workspace=workspace).delete()
        Invite.objects.filter(workspace=workspace).delete()
        ApiKey.objects.filter(workspace=workspace).update(revoked=True)
    tasks_delete(RecolorTask.objects.visible_in(workspace))
    photos_delete(Photo.objects.visible_in(workspace))
    delete_in_portions(WebhookDelivery.objects.filter(webhook__workspace=workspace))
    delete_in_portions(AuditEntry.objects.visible_in(workspace))
    delete_in_portions(IdempotentAnswer.objects.filter(workspace=workspace))
    with transaction.atomic():
        files.remove_folder_after_commit(files.workspace_folder(workspace))
        for task in RecolorTask.objects.visible_in(workspace):
            engine_of(task).forget(task)
        workspace.delete()
