"""Files that are sent: from a path, from bytes, or from an open file."""

from pathlib import Path
from typing import BinaryIO

File = str | Path | bytes | BinaryIO


def file_part(file: File, name: str = "") -> tuple[str, bytes]:
    """Return the name and the content of a file for a multipart body.

    The content is read at once, so that a request can be repeated.

    Parameters
    ----------
    file : str, Path, bytes or binary file
        The path, the content, or the open file, which is read from its position to its end.
    name : str
        The name to send; that of the file by default, or "file" if it has none.

    Raises
    ------
    OSError
        If the file cannot be read.
    """
    if isinstance(file, bytes):
        return name or "file", file
    if isinstance(file, str | Path):
        path = Path(file)
        return name or path.name, path.read_bytes()
    own_name = getattr(file, "name", "")  # the number of its descriptor, if it was opened by it
    return name or (Path(own_name).name if isinstance(own_name, str) else "") or "file", file.read()
