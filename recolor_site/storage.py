"""The storage of pictures on this machine."""

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
