"""Finding the color layers of stored garments, in a background task of its own: garments are shown without waiting.

A note in the cache tells that a worker has been asked, for the page that waits for the answer. No row does: if the task
is lost, it is requested again when the studio of the photo is opened.
"""

import logging

from django.core.cache import cache

from ..engine import PhotoError
from ..engines import local_engine
from ..models import EngineName, Garment, Photo
from ..wakeup import wake_for_layers

logger = logging.getLogger(__name__)

_SECONDS = 60  # for which a page waits, and within which a photo that is opened again and again is queued once
_ASKED, _ANSWERED = "asked", "answered"


def photo_request_layers(photo: Photo) -> None:
    """Have a worker find the color layers of a photo's garments that lack them, such as those of an earlier version."""
    if _lacks_layers(photo) and cache.add(_key(photo.pk), _ASKED, _SECONDS):
        wake_for_layers(photo)


def photo_masks_changed(photo: Photo) -> None:
    """Have a worker find the color layers of new masks once the transaction commits."""
    cache.set(_key(photo.pk), _ASKED, _SECONDS)
    wake_for_layers(photo)


def photo_awaits_layers(photo: Photo) -> bool:
    """Return whether a worker has just been asked for color layers of a photo, and has not answered yet."""
    return _lacks_layers(photo) and cache.get(_key(photo.pk)) == _ASKED


def photo_find_layers(photo_id: int) -> None:
    """Find the color layers of a photo's garments that lack them. Called in a worker."""
    garments = Garment.objects.filter(photo=photo_id, photo__trashed_at=None, layers__isnull=True)
    for garment in garments.select_related("photo"):
        try:
            layers = local_engine().layers(garment)
        except (PhotoError, FileNotFoundError):  # damaged, or the mask was replaced in the meantime
            continue
        except Exception:
            logger.exception("photo %s: the color layers of garment %s were not found", photo_id, garment.pk)
            continue
        Garment.objects.filter(pk=garment.pk, mask=garment.mask.name).update(layers=layers)
    cache.set(_key(photo_id), _ANSWERED, _SECONDS)


def _lacks_layers(photo: Photo) -> bool:
    if photo.engine != EngineName.LOCAL or photo.status != Photo.DONE:
        return False
    return any(garment.layers is None for garment in photo.garments.all())


def _key(photo_id: int) -> str:
    return f"layers-{photo_id}"
