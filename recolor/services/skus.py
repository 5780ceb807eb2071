"""SKUs and views of photos. The photos of one SKU are one model with its poses."""

from collections.abc import Iterable, Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
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
from ..models import EngineName, Photo, RecolorTask, Workspace


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


def photos_identify(photos: Iterable[Photo], identities: Mapping[int, PhotoIdentity]) -> int:
    """Set the SKU and the view of photos, given by their ids, and return how many changed. Raises ValidationError.

    Photos of one SKU become poses of its oldest model, except those whose kind cannot change because they have results
    or poses.
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
        Photo.objects.bulk_update(changed, ["sku", "view"])
        _make_poses(changed)
    return len(changed)


def model_of_sku(workspace: Workspace, sku: str) -> Photo | None:
    """Return the oldest model with an SKU; None for an empty SKU, too."""
    return _models_with_skus(workspace.pk).filter(sku=sku).order_by("pk").first() if sku else None


def _models_with_skus(workspace_id: int) -> QuerySet[Photo]:
    local = Photo.objects.filter(workspace=workspace_id, engine=EngineName.LOCAL, trashed_at=None)
    return local.filter(kind=Photo.Kind.MODEL).exclude(sku="")


def _make_poses(photos: Iterable[Photo]) -> None:
    """Make the photos poses of the oldest models with their SKUs. photos: of one workspace."""
    free = list(_free_photos(photos).exclude(sku=""))
    if not free:
        return
    candidates = _models_with_skus(free[0].workspace_id).filter(sku__in={photo.sku for photo in free})
    models = {model.sku: model for model in candidates.order_by("-pk")}  # the oldest of each SKU
    poses = [photo for photo in free if photo.sku in models and models[photo.sku].pk != photo.pk]
    for photo in poses:
        photo.kind, photo.model = Photo.Kind.POSE, models[photo.sku]
    Photo.objects.bulk_update(poses, ["kind", "model"])


def _free_photos(photos: Iterable[Photo]) -> QuerySet[Photo]:
    """Return the photos whose kind and model can change: models and poses without a model, without results or poses."""
    return Photo.objects.filter(pk__in=[photo.pk for photo in photos], model=None, engine=EngineName.LOCAL).exclude(
        Exists(RecolorTask.objects.filter(pose=OuterRef("pk")))
        | Exists(RecolorTask.objects.filter(model=OuterRef("pk")))
        | Exists(Photo.objects.filter(model=OuterRef("pk")))
    )
