"""The ZIP file of an export, which is written while it is sent, so that its size does not matter."""

from collections.abc import Iterable, Iterator

from django.core.files import File
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import UnidentifiedImageError
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
    compressed again. A result whose file is missing or damaged is left out, and the manifest says so. Raises
    NamePatternError.
    """
    return _archive(named_results(tasks, options.pattern, options.format), options)


def _archive(named: Iterable[tuple[str, RecolorTask]], options: ExportOptions) -> Iterator[bytes]:
    archive, manifest = ZipStream(), Manifest()
    read = _stored_chunks if options.keeps_files else _converted
    for name, task in named:
        try:
            archive.add(read(task.result.name or "", options), name)
        except FileNotFoundError:
            manifest.add("", task, _("The file of this result is missing."))
        except UnidentifiedImageError:
            manifest.add("", task, _("The file of this result is damaged."))
        else:
            manifest.add(name, task)
            yield from archive.all_files()
    archive.add(manifest.chunks(), MANIFEST_NAME)
    yield from archive.finalize()


def _stored_chunks(name: str, _options: ExportOptions) -> Iterator[bytes]:
    """Return the bytes of a stored file, which is open already. Raises FileNotFoundError."""
    return _chunks_of(default_storage.open(name))


def _chunks_of(file: File[bytes]) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk


def _converted(name: str, options: ExportOptions) -> Iterator[bytes]:
    """Return the bytes of a converted file. Raises FileNotFoundError and UnidentifiedImageError."""
    return iter([convert(files.read(name), options)])
