"""The storage of pictures on this machine."""

import os
from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class LocalStorage(FileSystemStorage):
    """Files in MEDIA_ROOT. What was written of a file that cannot be completed, as on a full disk, is removed."""

    def _save(self, name: str, content: Any) -> str:
        try:
            stored: str = super()._save(name, content)  # type: ignore[misc]  # the stubs lack it
        except OSError:
            self.delete(name)  # the name was free a moment ago, so it is this file's
            raise
        return stored

    def folder_size(self, folder: str) -> int:
        """Return the bytes of all files in a folder."""
        size = 0
        for path, _folders, names in os.walk(self.path(folder)):
            for name in names:
                with suppress(FileNotFoundError):  # removed in the meantime
                    size += os.stat(os.path.join(path, name)).st_size  # noqa: PTH116, PTH118 - of many files
        return size
