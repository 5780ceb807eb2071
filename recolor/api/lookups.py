"""Looking up rows by the ids in a request. An id of another workspace gives the same answer as a missing one."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError

from .. import selectors
from ..hosted import hosted_photo_get_or_create
from ..ids import LARGEST_ID
from ..models import EngineName, Photo, Workspace

POSE_FIELD, MODEL_FIELD = "pose_image_generation_id", "models_image_generation_task_id"

Row = TypeVar("Row", bound=Model)


def get_or_404(rows: QuerySet[Row], pk: int, what: str) -> Row:
    """Return the row with an id. Raises NotFound, with `what` as the word for such rows."""
    row = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"There is no {what} {pk}.")
    return row


def hosted_photo_by_id(workspace: Workspace, field: str, hosted_id: int | None) -> Photo | None:
    """Return the photo for an id of the hosted service, created if it is new; only the service can check the id."""
    kind = Photo.Kind.POSE if field == POSE_FIELD else Photo.Kind.MODEL
    return hosted_photo_get_or_create(workspace, kind, hosted_id)


def local_photo_by_id(workspace: Workspace, field: str, pk: int | None) -> Photo | None:
    """Return the local photo with an id; None without an id. Raises ValidationError on `field`."""
    if pk is None:
        return None
    local = selectors.photos(workspace, engine=EngineName.LOCAL)
    photo = local.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if photo is None:
        raise ValidationError(
            {field: [f"There is no base image {pk}. List or upload base images at /v4/models/base-images/."]}
        )
    return photo
