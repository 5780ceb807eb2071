"""Results as downloads: their file names, and many of them in one ZIP file that is written while it is sent."""

from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from zipstream import ZipStream

from ...models import RecolorTask

CHUNK_BYTES = 256 * 1024
MAX_CHANGES_LENGTH = 120  # characters of the color changes in a file name


def download_name(task: RecolorTask) -> str:
    """Return the file name of a result: `{photo}_{target}-{color}_{id}.{extension}`."""
    changes = "_".join(f"{slugify(change.target)}-{slugify(change.color)}" for change in task.color_changes.all())
    extension = _stored_name(task).rpartition(".")[2]
    return f"{slugify(task.photo.name) or 'photo'}_{changes[:MAX_CHANGES_LENGTH]}_{task.pk}.{extension}"


def zip_response(tasks: Iterable[RecolorTask]) -> StreamingHttpResponse:
    """Return the results of completed tasks as a ZIP file, uncompressed because the pictures are compressed already."""
    archive = ZipStream()
    for task in tasks:
        archive.add(_content(_stored_name(task)), download_name(task))
    name = f"recolored-{timezone.now():%Y-%m-%d-%H%M}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(archive, content_type="application/zip", headers=headers)


def _stored_name(task: RecolorTask) -> str:
    return task.result.name or ""


def _content(name: str) -> Iterator[bytes]:
    try:
        with default_storage.open(name) as file:
            while chunk := file.read(CHUNK_BYTES):
                yield chunk
    except FileNotFoundError:  # purged while the ZIP was being sent; an empty file keeps the archive readable
        return
