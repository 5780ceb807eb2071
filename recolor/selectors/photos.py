"""A workspace's photos."""

from django.db.models import QuerySet

from ..models import Photo, Workspace


def photos(workspace: Workspace, *, kind: str = "", engine: str = "") -> QuerySet[Photo]:
    """Return a workspace's photos, newest first, with their garments.

    kind: only poses or only models. engine: only photos of the local or of the hosted engine.
    """
    # A hosted photo without an id stands for photos that the service does not name; it cannot be recolored.
    found = Photo.objects.visible_in(workspace).exclude(hosted_id="", file="").prefetch_related("garments")
    if kind:
        found = found.filter(kind=kind)
    return found.filter(engine=engine) if engine else found
