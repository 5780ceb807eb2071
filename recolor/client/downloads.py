"""Taking a picture away: streamed, limited, and checked to be one, whole."""

import io
from collections.abc import Iterator
from typing import BinaryIO

import requests

from .errors import InvalidPictureError
from .transport import connection_error

_CHUNK = 1 << 16


def save(response: requests.Response, target: BinaryIO, max_bytes: int) -> int:
    """Write an answer's picture to `target` and return its size in bytes.

    InvalidPictureError if it is larger than `max_bytes`, cut off, or neither JPEG, PNG nor WebP;
    APIConnectionError if the connection breaks.
    """
    announced = response.headers.get("Content-Length", "")
    if announced.isdecimal() and int(announced) > max_bytes:
        raise InvalidPictureError(_too_large(max_bytes))
    size, head, tail = 0, b"", b""
    for chunk in _chunks(response):
        size += len(chunk)
        if size > max_bytes:
            raise InvalidPictureError(_too_large(max_bytes))
        head = (head + chunk)[:16] if len(head) < 16 else head
        tail = (tail + chunk)[-16:]
        target.write(chunk)
    _check(head, tail, size)
    return size


def _chunks(response: requests.Response) -> Iterator[bytes]:
    try:
        yield from response.iter_content(_CHUNK)
    except (requests.RequestException, OSError) as error:
        raise connection_error(error) from None


def _check(head: bytes, tail: bytes, size: int) -> None:
    if head.startswith(b"\xff\xd8\xff"):
        whole = b"\xff\xd9" in tail
    elif head.startswith(b"\x89PNG\r\n\x1a\n"):
        whole = b"IEND" in tail
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        whole = size >= int.from_bytes(head[4:8], "little") + 8
    else:
        raise InvalidPictureError("The service sent something that is no JPEG, PNG or WebP picture.")
    if not whole:
        raise InvalidPictureError("The picture was cut off on its way.")


def _too_large(max_bytes: int) -> str:
    return f"The picture is larger than {max_bytes / 1e6:.0f} MB."


def read(response: requests.Response, max_bytes: int) -> bytes:
    """As `save`, into memory."""
    buffer = io.BytesIO()
    save(response, buffer, max_bytes)
    return buffer.getvalue()
