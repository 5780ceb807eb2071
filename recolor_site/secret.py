"""The secret key of an installation without RECOLOR_SECRET_KEY: generated once and stored with the data."""

import fcntl
import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(path: Path) -> str:
    """Return the key in the file at `path`; create the file, readable only by its owner, if it is missing or empty."""
    if path.exists() and (key := path.read_text().strip()):
        return key
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # several processes may start at once; the first one writes the key
        key = file.read().strip()
        if not key:  # the file is new, or was left by a crash or a full disk
            key = get_random_secret_key()
            file.write(key)
            file.flush()
            os.fsync(file.fileno())
    return key
