"""Places for what a request answers itself: few, so that people who click never starve those who load pages."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

_PLACES = threading.BoundedSemaphore(2)  # a process
_PATIENCE = 2.0  # seconds


class SlotsBusy(Exception):
    """All places are taken; the text says so to whoever asked."""


@contextmanager
def slot() -> Iterator[None]:
    if not _PLACES.acquire(timeout=_PATIENCE):
        raise SlotsBusy(_("Many people are at it right now; try again in a moment."))
    try:
        yield
    finally:
        _PLACES.release()
