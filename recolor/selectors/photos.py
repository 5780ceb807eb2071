"""A workspace's photos, with or without those in its trash."""

from django.db.models import QuerySet

from ..models import Photo, Workspace


def photos(workspace: Workspace, *, kind: str = "", engine: str = "") -> QuerySet[Photo]:
    """Return a workspace's photos, newest first, with their garments, but not those in the trash.

    kind: only poses or only models. engine: only photos of the local or of the hosted engine.
    """
    found = photos_and_trash(workspace).filter(trashed_at=None).prefetch_related("garments")
    if kind:
        found = found.filter(kind=kind)
    return found.filter(engine=engine) if engine else found


def photos_and_trash(workspace: Workspace) -> QuerySet[Photo]:
    """Return all of a workspace's photos, those in the trash included."""
    # A hosted photo without an id stands for photos that the service does not name; it cannot be recolored.
    return Photo.objects.visible_in(workspace).exclude(hosted_id="", file="")
