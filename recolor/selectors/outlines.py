"""The outlines that should be checked: those of garments that the engine is not sure of, and missing ones."""

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from ..models import IS_DOUBTFUL, EngineName, Garment, Workspace
from ..states import PhotoStatus
from .photos import photos as photos_of

MOST_COUNTED = 99


def doubtful_garments(workspace: Workspace, photos: Collection[int] = ()) -> QuerySet[Garment]:
    """Return the garments whose outlines should be checked: those of the newest photos first.

    photos: ids of photos to which they are limited; none for all photos.
    """
    ready = photos_of(workspace, engine=EngineName.LOCAL).filter(status=PhotoStatus.READY)
    if photos:
        ready = ready.filter(pk__in=photos)
    doubtful = Garment.objects.filter(IS_DOUBTFUL)
    # Not `photo__in`, for which the database would list all photos before it looks for the first garment.
    return doubtful.filter(Exists(ready.filter(pk=OuterRef("photo")))).order_by("-photo_id", "position", "pk")


def unchecked_outlines(workspace: Workspace) -> str:
    """Return the number of outlines that should be checked, "99+" for many; empty for none."""
    return _count(doubtful_garments(workspace))


def incomplete_photos(workspace: Workspace) -> str:
    """Return the number of photos with missed clothes, "99+" for many; empty for none."""
    return _count(photos_of(workspace).filter(missed_clothes=True))


def _count(rows: QuerySet[Any]) -> str:
    count = len(rows.values_list("pk")[: MOST_COUNTED + 1])
    return f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count or "")
