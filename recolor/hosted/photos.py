"""Photos at the hosted service, stored here with their ids, and with a picture if a person added one."""

import re

from django.core.exceptions import ValidationError
from django.db import transaction

from .. import files, uploads
from ..models import EngineName, Photo, Workspace
from ..services.summaries import photo_renamed
from ..services.trash import photo_take_out

_ID = re.compile(r"[\w.-]{1,64}")


def hosted_photo_get_or_create(workspace: Workspace, kind: str, hosted_id: object) -> Photo | None:
    """Return the photo with an id of the service, created if it is new; None without an id.

    If it is in the trash, it is restored, without its results.
    """
    if not isinstance(hosted_id, int | str) or hosted_id == "":
        return None
    photo, _created = Photo.objects.get_or_create(
        workspace=workspace,
        kind=kind,
        hosted_id=str(hosted_id)[:64],
        defaults={
            "engine": EngineName.HOSTED,
            "name": f"{Photo.Kind(kind).label} {hosted_id}"[:200],
            "status": Photo.Status.READY,
        },
    )
    if photo.trashed_at:
        photo_take_out(photo)
    return photo


def hosted_photo_add(
    workspace: Workspace, *, kind: str, hosted_id: str, name: str = "", upload: uploads.Upload | None = None
) -> Photo:
    """Add a photo of the service by its id, with an optional name and an optional picture for comparisons.

    Raises ValidationError.
    """
    hosted_id = hosted_id.strip()
    if not _ID.fullmatch(hosted_id):
        raise ValidationError({"hosted_id": "Type the id as the hosted service shows it, for example 1024."})
    picture = uploads.read_photo(upload) if upload else None
    with transaction.atomic():
        photo = hosted_photo_get_or_create(workspace, kind, hosted_id)
        assert photo
        photo.name = name.strip()[:200] or photo.name
        if picture:
            before = files.photo_folder(photo) if photo.file else ""
            stored = files.store_picture(files.new_photo_folder(workspace), "photo", picture)
            photo.file, photo.preview, photo.thumbnail = stored
            photo.width, photo.height = picture.width, picture.height
            if before:
                files.remove_folder_after_commit(before)
        photo.save()
        photo_renamed(photo)
    return photo
