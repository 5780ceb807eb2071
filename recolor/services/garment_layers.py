"""Finding the color layers of stored garments whose masks were not found, but given by people or programs.

Layers take a worker some tenths of a second. Found garments get theirs together with their masks (`finding.py`).
"""

from django.core.cache import cache

from ..engine import PhotoError
from ..engines import local_engine
from ..models import EngineName, Garment, Photo
from ..wakeup import wake_for_layers

_SECONDS = 60  # within which a photo whose studio is opened again and again is queued once


def photo_request_layers(photo: Photo) -> None:
    """Have a worker find the color layers of a photo's garments that lack them, such as those of an earlier version."""
    if photo.engine != EngineName.LOCAL or photo.status != Photo.DONE:
        return
    if any(garment.layers is None for garment in photo.garments.all()) and cache.add(
        f"layers-{photo.pk}", True, _SECONDS
    ):
        wake_for_layers(photo)


def photo_find_layers(photo_id: int) -> None:
    """Find the color layers of a photo's garments that lack them. Called in a worker."""
    garments = Garment.objects.filter(photo=photo_id, photo__trashed_at=None, layers__isnull=True)
    for garment in garments.select_related("photo"):
        try:
            layers = local_engine().layers(garment)
        except (PhotoError, FileNotFoundError):  # damaged, or the mask was replaced in the meantime
            continue
        Garment.objects.filter(pk=garment.pk, mask=garment.mask.name).update(layers=layers)
