"""SKUs and views of photos. The photos of one SKU are one model with its poses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from ..file_names import (
    MAXIMUM_PATTERN,
    MAXIMUM_SKU,
    MAXIMUM_VIEW,
    PatternError,
    PhotoIdentity,
    check_pattern,
    read_file_name,
)
from ..models import EngineName, Photo, Workspace
from .poses import photos_regroup

_BATCH_SIZE = 200  # photos that are updated at once


@dataclass(frozen=True)
class Identified:
    """What setting SKUs and views has done.

    changed: the number of photos with another SKU or view. apart: the number of those that stay models beside the model
    of their SKU, because they have results.
    """

    changed: int
    apart: int


def photo_name_pattern_set(workspace: Workspace, pattern: str) -> None:
    """Change how file names are read; an empty pattern turns it off. Raises ValidationError."""
    pattern = pattern.strip()
    if len(pattern) > MAXIMUM_PATTERN:
        raise ValidationError({"pattern": _("The pattern is too long.")})
    try:
        if pattern:
            check_pattern(pattern)
    except PatternError as error:
        raise ValidationError({"pattern": str(error)}) from error
    workspace.photo_name_pattern = pattern
    workspace.save(update_fields=["photo_name_pattern"])


def identity_of_file(workspace: Workspace, file_name: str) -> PhotoIdentity:
    """Return the SKU and the view that a file name gives by the workspace's pattern; both empty if it gives none."""
    pattern = workspace.photo_name_pattern
    return (read_file_name(file_name, pattern) if pattern else None) or PhotoIdentity("", "")


def photos_identify(photos: Iterable[Photo], identities: Mapping[int, PhotoIdentity]) -> Identified:
    """Set the SKU and the view of photos, given by their ids. photos: of one workspace. Raises ValidationError.

    Photos of one SKU become one model, the oldest, and its poses; see `photos_regroup`.
    """
    changed = []
    for photo in photos:
        sku, view = (" ".join(text.split()) for text in identities[photo.pk])
        if len(sku) > MAXIMUM_SKU or len(view) > MAXIMUM_VIEW:
            text = _("“%(name)s”: an SKU has at most %(sku)s characters, and a view %(view)s.")
            raise ValidationError(text % {"name": photo.name, "sku": MAXIMUM_SKU, "view": MAXIMUM_VIEW})
        if (photo.sku, photo.view) != (sku, view):
            photo.sku, photo.view = sku, view
            changed.append(photo)
    with transaction.atomic():
        if changed:
            # Of two photos that get the same new SKU at the same time, one must find the other. Rows that name the
            # workspace can be written meanwhile.
            Workspace.objects.select_for_update(no_key=True).get(pk=changed[0].workspace_id)
        Photo.objects.bulk_update(changed, ["sku", "view"], batch_size=_BATCH_SIZE)
        return Identified(len(changed), photos_regroup(changed))


def photos_identify_by_pattern(workspace: Workspace, pattern: str) -> tuple[int, Identified]:
    """Store the pattern and give all local photos whose file names it reads their SKUs and views.

    Return the number of these photos, and what has changed. Raises ValidationError.
    """
    with transaction.atomic():
        photo_name_pattern_set(workspace, pattern)
        photos = Photo.objects.visible_in(workspace).filter(engine=EngineName.LOCAL, trashed_at=None)
        found = [(photo, identity_of_file(workspace, photo.file_name or photo.name)) for photo in photos]
        identities = {photo.pk: identity for photo, identity in found if identity.sku}
        read = [photo for photo, _identity in found if photo.pk in identities]
        return len(read), photos_identify(read, identities)
