"""Files that are complete or do not exist, so that an interrupted run of a training continues."""

import io
from pathlib import Path
from typing import Any

import numpy as np


def write_file(path: Path, content: bytes) -> None:
    """Write a file under another name, and rename it when it is complete."""
    unfinished = path.with_name(f"{path.name}.tmp")
    unfinished.write_bytes(content)
    unfinished.replace(path)


def write_arrays(path: Path, **arrays: Any) -> None:
    """Write arrays as an npz file."""
    buffer = io.BytesIO()
    np.savez(buffer, **arrays)
    write_file(path, buffer.getvalue())
