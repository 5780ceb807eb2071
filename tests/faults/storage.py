"""A storage that takes its time, so that kills hit the moments between a file and its row, and that fails on demand."""

import errno
import os
import random
import time
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile

from recolor_site.storage import LocalStorage

SLOWNESS = float(os.environ.get("RECOLOR_FAULT_SLOWNESS", "0"))  # seconds that an operation takes at most
FAILURES = float(os.environ.get("RECOLOR_FAULT_FAILURES", "0"))  # share of the operations that fail, 0..1


class FaultyStorage(LocalStorage):
    """Waits before each file that it stores or deletes. A failing save writes half of the file, as on a full disk."""

    def _save(self, name: str, content: Any) -> str:
        time.sleep(random.uniform(0, SLOWNESS))
        return super()._save(name, _HalfFile(content.read()) if _fails() else content)

    def _open(self, name: str, mode: str = "rb") -> Any:
        _fail_perhaps()
        return super()._open(name, mode)

    def delete(self, name: str) -> None:
        time.sleep(random.uniform(0, SLOWNESS))
        _fail_perhaps()
        super().delete(name)


class _HalfFile(ContentFile):
    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        content = self.read()
        yield content[: len(content) // 2]
        raise OSError(errno.ENOSPC, "No space left on device")


def _fails() -> bool:
    return random.random() < FAILURES


def _fail_perhaps() -> None:
    if _fails():
        raise OSError(errno.EIO, "Input/output error")
