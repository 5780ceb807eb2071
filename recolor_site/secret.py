"""The secret key of an installation without RECOLOR_SECRET_KEY: generated once and stored with the data."""

import contextlib
import os
import tempfile
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(path: Path) -> str:
    """Return the key in the file at `path`; create the file, readable only by its owner, if it is missing or empty."""
    with contextlib.suppress(FileNotFoundError):
        if key := path.read_text().strip():
            return key
        path.unlink(missing_ok=True)  # left by a crash, or by a full disk
    # Several processes may start at once: the first link counts, and what it names is complete.
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=path.name) as file:
        file.write(get_random_secret_key())
        file.flush()
        os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(file.name, path)
    return path.read_text().strip()
