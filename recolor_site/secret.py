"""The secret key of an installation without RECOLOR_SECRET_KEY: generated once and stored with the data."""

import os
from pathlib import Path

from django.core.management.utils import get_random_secret_key


def secret_key(path: Path) -> str:
    """Return the key in the file at `path`; create the file, readable only by its owner, if it is missing."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        pass
    else:
        with os.fdopen(handle, "w") as file:
            file.write(get_random_secret_key())
    return path.read_text().strip()
