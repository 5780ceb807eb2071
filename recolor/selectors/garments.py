"""What people have changed about the garments of a photo."""

from dataclasses import dataclass

from ..models import Garment, Photo


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
