"""Downloading pictures: streamed, limited in size, and checked to be complete."""

import io
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import requests

from .errors import InvalidPictureError
from .transport import connection_error

_CHUNK_BYTES = 1 << 16
_CHECKED_BYTES = 16  # at the start and at the end of a file; enough for the signatures below


def save_as(response: requests.Response, path: Path, max_bytes: int) -> Path:
    """Write the picture in an answer to a file, which appears only when it is complete; return its path. See `save`."""
    partial_path = path.with_name(path.name + ".part")
    try:
        with partial_path.open("wb") as file:
            save(response, file, max_bytes)
        partial_path.replace(path)
    finally:
        partial_path.unlink(missing_ok=True)
    return path


def save(response: requests.Response, target: BinaryIO, max_bytes: int) -> int:
    """Write the picture in an answer to a file.

    Parameters
    ----------
    response : requests.Response
        A streamed answer.
    target : binary file
        The file to write to. After an exception it may contain a part of the picture.
    max_bytes : int
        The largest size to accept.

    Returns
    -------
    int
        The size of the picture in bytes.

    Raises
    ------
    InvalidPictureError
        If the picture is larger than `max_bytes`, incomplete, or not a JPEG, PNG or WebP.
    APIConnectionError
        If the connection breaks.
    """
    content_length = response.headers.get("Content-Length", "")
    if content_length.isdecimal() and int(content_length) > max_bytes:
        raise _too_large(max_bytes)
    size, head, tail = 0, b"", b""
    for chunk in _chunks(response):
        size += len(chunk)
        if size > max_bytes:
            raise _too_large(max_bytes)
        head = (head + chunk)[:_CHECKED_BYTES] if len(head) < _CHECKED_BYTES else head
        tail = (tail + chunk)[-_CHECKED_BYTES:]
        target.write(chunk)
    _check(head, tail, size)
    return size


def read(response: requests.Response, max_bytes: int) -> bytes:
    """Return the picture in an answer. Raises the same exceptions as `save`."""
    buffer = io.BytesIO()
    save(response, buffer, max_bytes)
    return buffer.getvalue()


def _chunks(response: requests.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_content(_CHUNK_BYTES)
    except (requests.RequestException, OSError) as error:
        raise connection_error(error) from None


def _check(head: bytes, tail: bytes, size: int) -> None:
    """Raise InvalidPictureError unless the first and last bytes are those of a complete picture of `size` bytes."""
    if head.startswith(b"\xff\xd8\xff"):
        is_complete = b"\xff\xd9" in tail
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        is_complete = b"IEND" in tail
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        is_complete = size >= int.from_bytes(head[4:8], "little") + 8
    else:
        raise InvalidPictureError("The download is not a JPEG, PNG or WebP picture.")
    if not is_complete:
        raise InvalidPictureError("The downloaded picture is incomplete.")


def _too_large(max_bytes: int) -> InvalidPictureError:
    return InvalidPictureError(f"The picture is larger than {max_bytes / 1e6:.0f} MB.")
