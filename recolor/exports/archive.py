"""The ZIP file of an export, which is written while it is sent, so that its size does not matter."""

from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage
from zipstream import ZipStream

from .. import files
from ..models import RecolorTask
from .manifest import Manifest
from .names import named_results
from .options import ExportOptions
from .pictures import convert

MANIFEST_NAME = "manifest.csv"
_CHUNK_BYTES = 256 * 1024


def zip_chunks(tasks: Iterable[RecolorTask], options: ExportOptions) -> Iterator[bytes]:
    """Return the bytes of a ZIP file with the results of completed tasks and their manifest, in chunks.

    tasks: with their photos, color changes and review records; they are read while the file is sent. Pictures are not
    compressed again. Raises NamePatternError.
    """
    return _archive(named_results(tasks, options.pattern, options.format), options)


def _archive(named: Iterable[tuple[str, RecolorTask]], options: ExportOptions) -> Iterator[bytes]:
    archive, manifest = ZipStream(), Manifest()
    for name, task in named:
        stored = task.result.name or ""
        archive.add(_stored_chunks(stored) if options.keeps_files else _converted(stored, options), name)
        manifest.add(name, task)
        yield from archive.all_files()
    archive.add(manifest.chunks(), MANIFEST_NAME)
    yield from archive.finalize()


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
