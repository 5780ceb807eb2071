"""What people have changed about the garments of a photo, and the names of all garments of a workspace."""

from dataclasses import dataclass

from django.core.cache import cache

from ..models import Garment, Photo, Workspace

_MOST_NAMES = 200
_NAMES_SECONDS = 60  # for which the names are kept: finding them reads the garments of all photos


@dataclass(frozen=True)
class GarmentChanges:
    """The garments of a photo, by what happens when they are found again.

    kept: corrected and renamed ones, which stay. replaced: all others. removed: names of removed ones, which may be
    found again.
    """

    kept: list[Garment]
    replaced: list[Garment]
    removed: list[str]

    @property
    def any(self) -> bool:
        """Whether people have corrected, renamed or removed a garment."""
        return bool(self.kept or self.removed)


def garment_changes(photo: Photo) -> GarmentChanges:
    """Return what people have changed about the garments of a photo."""
    garments = list(photo.garments.all())
    names = {garment.name for garment in garments}
    removed = (
        Garment.with_removed.filter(photo=photo).disposable().order_by("removed_at").values_list("name", flat=True)
    )
    return GarmentChanges(
        kept=[garment for garment in garments if garment.corrected or garment.renamed],
        replaced=[garment for garment in garments if not (garment.corrected or garment.renamed)],
        removed=[name for name in dict.fromkeys(removed) if name not in names],
    )


def garment_names(workspace: Workspace) -> list[str]:
    """Return the names of garments of a workspace's photos, in alphabetical order; new ones within a minute."""

    def read() -> list[str]:
        garments = Garment.objects.filter(photo__workspace=workspace, photo__trashed_at=None).order_by("name")
        return list(garments.values_list("name", flat=True).distinct()[:_MOST_NAMES])

    names: list[str] = cache.get_or_set(f"garment-names-{workspace.pk}", read, _NAMES_SECONDS) or []
    return names
