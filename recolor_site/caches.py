"""The cache in files, and what both caches have in common: the site works without them."""

import io
import logging
import math
import os
import pickle
import random
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any, ClassVar

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.core.cache.backends.filebased import FileBasedCache
from django.core.files import locks

logger = logging.getLogger(__name__)

_LOG_SECONDS = 60  # between two lines about a cache that fails
_NUMBER_BYTES = 128  # more than the file of a number has before what `incr` appends
_CULL_EVERY = 500  # calls of `set`, on average: looking at all files for each of them would take most of its time


class OptionalCache(BaseCache):
    """A cache that seems empty while it fails: nothing is found, and what is stored is lost.

    What is cached can be computed again, and rate limits let requests pass. The state of a failure belongs to the
    class, because each thread has an instance of its own.

    failures: exceptions that mean that the cache cannot be used. pause: seconds for which it is not asked after one.
    """

    failures: ClassVar[tuple[type[Exception], ...]] = (OSError,)
    pause: ClassVar[float] = 0
    _paused_until: ClassVar[float] = -math.inf
    _silent_until: ClassVar[float] = -math.inf

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._attempt(super().get, key, default, version, otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        self._attempt(super().set, key, value, timeout, version)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        return bool(self._attempt(super().add, key, value, timeout, version, otherwise=False))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._attempt(super().incr, key, delta, version, otherwise=delta))

    def _attempt(self, call: Callable[..., Any], *given: Any, otherwise: Any = None) -> Any:
        state = type(self)
        if time.monotonic() < state._paused_until:
            return otherwise
        try:
            return call(*given)
        except self.failures:
            now = time.monotonic()
            state._paused_until = now + self.pause
            if now >= state._silent_until:
                state._silent_until = now + _LOG_SECONDS
                logger.exception("The cache cannot be used. Until it can, rate limits count nothing.")
            return otherwise


class _CountingFileCache(FileBasedCache):
    """Files that count exactly for all processes of a machine, and of which the expired ones are deleted first."""

    # Of the base class; its type stubs lack them.
    _dir: str
    _createdir: Callable[[], None]
    _list_cache_files: Callable[[], list[str]]
    _is_expired: Callable[[IO[bytes]], bool]
    _delete: Callable[[str], bool]
    _key_to_file: Callable[[Any, int | None], str]

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        with self._lock():
            return super().add(key, value, timeout, version)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        with suppress(FileNotFoundError), Path(self._key_to_file(key, version)).open("rb") as file:
            if not self._is_expired(file):
                value, counted = _stored(file.read())
                return value + counted if counted else value
        return default

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        """Add to a number, which keeps its time to live; Django's method gives it a new one. Raises ValueError.

        A byte is appended for each event: to write a file anew, as Django does, takes about a millisecond. The place of
        the byte in the file is the number of the event, so that no lock is needed.
        """
        with suppress(FileNotFoundError, EOFError):  # a crash of the machine may leave an empty file, which has expired
            descriptor = os.open(self._key_to_file(key, version), os.O_RDWR | os.O_APPEND)
            with os.fdopen(descriptor, "r+b", buffering=0) as file:
                start = io.BytesIO(file.read(_NUMBER_BYTES))
                if _end(start) > time.time():
                    value, counted = _stored(start.read())
                    file.write(b"+" * delta)
                    return int(value) + file.tell() - (start.tell() - counted)
        raise ValueError(f"The key {key!r} was not found.")

    @contextmanager
    def _lock(self) -> Iterator[None]:
        """Let no other thread or process of this machine add in the meantime."""
        self._createdir()
        with (Path(self._dir) / "lock").open("ab") as file:
            locks.lock(file, locks.LOCK_EX)  # until the file is closed
            yield

    def _cull(self) -> None:
        """Now and then, delete the expired files, and if there are still too many, those that expire the soonest."""
        if random.randrange(_CULL_EVERY):  # noqa: S311 - no secret
            return
        kept = []
        for name in self._list_cache_files():
            with suppress(FileNotFoundError), Path(name).open("rb") as file:  # another process may have deleted it
                if not self._is_expired(file):  # which deletes it
                    file.seek(0)
                    kept.append((_end(file), name))
        if len(kept) >= self._max_entries:
            for _end_of_life, name in sorted(kept)[: len(kept) // self._cull_frequency]:
                self._delete(name)


def _stored(content: bytes) -> tuple[Any, int]:
    """Return a stored value, and how many bytes `incr` has appended to it. content: of the file, without its time."""
    stream = zlib.decompressobj()
    value = pickle.loads(stream.decompress(content))  # ours  # noqa: S301  # nosec B301
    return value, len(stream.unused_data)


def _end(file: IO[bytes]) -> float:
    """Return the time at which a file expires, which is its beginning; infinity if it never does."""
    end = pickle.load(file)  # ours  # noqa: S301  # nosec B301
    return math.inf if end is None else float(end)


class FileCache(OptionalCache, _CountingFileCache):
    """The cache of one machine. On a full disk, what is stored already can still be read."""
