"""Photos with clothes that none of their garments covers.

Finding garments decides whether a photo has them. A mask that covers them, or a person, takes it back.
"""

import contextlib

from ..engine import EngineError
from ..engines import local_engine
from ..models import Photo


def photo_check_missed(photo: Photo) -> None:
    """Note that a photo has no missed clothes any more, if its stored garments cover them now."""
    if not photo.missed_clothes:
        return
    with contextlib.suppress(EngineError, FileNotFoundError):  # outdated or damaged, or found again in the meantime
        if not local_engine().still_misses_clothes(photo):
            photo_dismiss_missed(photo)


def photo_dismiss_missed(photo: Photo) -> None:
    """Note that a photo has no missed clothes. Finding its garments again decides anew."""
    Photo.objects.filter(pk=photo.pk).update(missed_clothes=False)
