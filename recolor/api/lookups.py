"""Looking up rows by the ids in a request. An id of another workspace gives the same answer as a missing one."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError

from .. import selectors
from ..engines import default_engine
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


def task_request(workspace: Workspace, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of `task_create` for the validated fields of a task. Raises ValidationError on an id."""
    hosted = fields.get("engine", default_engine()) == EngineName.HOSTED
    photo_by_id = hosted_photo_by_id if hosted else local_photo_by_id
    return {
        "pose": photo_by_id(workspace, POSE_FIELD, fields.get(POSE_FIELD)),
        "model": photo_by_id(workspace, MODEL_FIELD, fields.get(MODEL_FIELD)),
        "changes": fields["color_changes"],
        "quality": fields["image_quality"],
        "output_format": fields["output_format"],
        "sharpen": fields["sharpen"],
        "refine_edges": fields["refine_edges"],
    }
