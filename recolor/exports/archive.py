"""The ZIP file of an export, which is written while it is sent, so that its size does not matter."""

from collections.abc import Iterable, Iterator
from functools import partial

from django.core.files.storage import default_storage
from zipstream import ZipStream

from .. import files
from ..models import RecolorTask
from .manifest import manifest
from .names import named_results
from .options import ExportOptions
from .pictures import convert

MANIFEST_NAME = "manifest.csv"
_CHUNK_BYTES = 256 * 1024


def zip_chunks(tasks: Iterable[RecolorTask], options: ExportOptions) -> ZipStream:
    """Return the results of completed tasks and their manifest as an iterable of the bytes of a ZIP file.

    Pictures are not compressed again. Raises NamePatternError.
    """
    named = list(named_results(tasks, options.pattern, options.format))
    archive = ZipStream()
    for name, task in named:
        read = _stored_chunks if options.keeps_files else partial(_converted, options=options)
        archive.add(read(task.result.name or ""), name)
    archive.add(manifest(named), MANIFEST_NAME)
    return archive


def _stored_chunks(name: str) -> Iterator[bytes]:
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(_CHUNK_BYTES):
                yield chunk
    except FileNotFoundError:  # purged while the ZIP was being sent; an empty file keeps the archive readable
        return


def _converted(name: str, options: ExportOptions) -> Iterator[bytes]:
    try:
        yield convert(files.read(name), options)
    except FileNotFoundError:  # see _stored_chunks
        return
