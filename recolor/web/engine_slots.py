"""Limits how many requests of a web process run the engine at the same time.

Mask clicks and previews are computed within the request. The limit keeps enough threads free for other pages.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.utils.translation import gettext as _

_SLOTS = threading.BoundedSemaphore(2)  # per process
_WAIT_SECONDS = 2.0  # how long a request waits for a free slot


class EngineBusy(Exception):
    """All slots are taken; the text can be shown to the person."""


@contextmanager
def engine_slot() -> Iterator[None]:
    """Hold a slot while the engine runs. Raise EngineBusy if none becomes free in time."""
    if not _SLOTS.acquire(timeout=_WAIT_SECONDS):
        raise EngineBusy(_("The server is busy right now; try again in a moment."))
    try:
        yield
    finally:
        _SLOTS.release()
