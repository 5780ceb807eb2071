"""Ids from outside: another workspace's answers exactly as a missing one."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError

from .. import selectors
from ..hosted import hosted_photo_get_or_create
from ..ids import LARGEST_ID
from ..models import EngineName, Photo, Workspace

Row = TypeVar("Row", bound=Model)


def get_or_404(rows: QuerySet[Row], pk: int, what: str) -> Row:
    row = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"There is no {what} {pk}.")
    return row


def hosted_photo_by_id(workspace: Workspace, field: str, hosted_id: int | None) -> Photo | None:
    """Return the photo that a field names by the hosted service's own id, which only the service can judge."""
    kind = Photo.Kind.POSE if field == "pose_image_generation_id" else Photo.Kind.MODEL
    return hosted_photo_get_or_create(workspace, kind, hosted_id)


def local_photo_by_id(workspace: Workspace, field: str, pk: int | None) -> Photo | None:
    """Return the local photo that a field names; a 400 on that field if there is none."""
    if pk is None:
        return None
    local = selectors.photos(workspace, engine=EngineName.LOCAL)
    photo = local.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if photo is None:
        raise ValidationError(
            {field: [f"There is no base image {pk}; upload one at /v4/models/base-images/, or list them there."]}
        )
    return photo
