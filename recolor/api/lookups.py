"""Ids from outside: another workspace's answers exactly as a missing one."""

from typing import TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError

from .. import services
from ..backends import get_backend
from ..ids import LARGEST_ID
from ..models import BaseImage, Workspace
from ..selectors import base_images

Row = TypeVar("Row", bound=Model)


def get_or_404(rows: QuerySet[Row], pk: int, what: str) -> Row:
    row = rows.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if row is None:
        raise NotFound(f"There is no {what} {pk}.")
    return row


def named_image(workspace: Workspace, field: str, pk: int | None) -> BaseImage | None:
    """The photo that a field of a request names; a 400 on that field if there is none."""
    if pk is None:
        return None
    if get_backend().hosted:
        # The ids are the hosted service's own, so that its clients work against ours unchanged.
        kind = BaseImage.Kind.POSE if field == "pose_image_generation_id" else BaseImage.Kind.MODEL
        return services.hosted_photo(workspace, kind, pk)
    image = base_images(workspace).filter(pk=pk).first() if pk <= LARGEST_ID else None
    if image is None:
        raise ValidationError(
            {field: [f"There is no base image {pk}; upload one at /v4/models/base-images/, or list them there."]}
        )
    return image
