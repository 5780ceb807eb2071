"""Photos that lie at a hosted service: known here by their ids, with a picture only if somebody put one in."""

import re

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from .. import files, uploads
from ..models import BaseImage, Workspace

_ID = re.compile(r"[\w.-]{1,64}")


def hosted_photo(workspace: Workspace, kind: str, remote_id: object) -> BaseImage | None:
    """The photo known at the service by an id; one that is named for the first time gets its row."""
    if not isinstance(remote_id, int | str) or remote_id == "":
        return None
    image, _made = BaseImage.objects.get_or_create(
        workspace=workspace,
        kind=kind,
        remote_id=str(remote_id)[:64],
        defaults={"name": f"{BaseImage.Kind(kind).label} {remote_id}"[:200], "status": BaseImage.Status.READY},
    )
    return image


def hosted_photo_add(
    workspace: Workspace, *, kind: str, remote_id: str, name: str = "", upload: UploadedFile | None = None
) -> BaseImage:
    """Note a photo of the service by its id, with a name and a picture for the comparison if they are given."""
    remote_id = remote_id.strip()
    if not _ID.fullmatch(remote_id):
        raise ValidationError({"remote_id": "Type the id as the hosted service gives it, such as 1024."})
    picture = uploads.read_photo(upload) if upload else None
    with transaction.atomic():
        image = hosted_photo(workspace, kind, remote_id)
        assert image
        image.name = name.strip()[:200] or image.name
        if picture:
            before = files.photo_folder(image) if image.file else ""
            folder = files.new_photo_folder(workspace)
            image.file = files.store(f"{folder}/photo.{picture.extension}", picture.content)
            image.preview = files.store(f"{folder}/preview.jpg", picture.preview)
            image.thumbnail = files.store(f"{folder}/thumbnail.jpg", picture.thumbnail)
            image.width, image.height = picture.width, picture.height
            if before:
                files.remove_folder_after_commit(before)
        image.save()
    return image
