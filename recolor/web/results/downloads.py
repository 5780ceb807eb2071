"""Results as files: their names, and many of them as one ZIP that is written while it is sent."""

from collections.abc import Iterable, Iterator

from django.core.files.storage import default_storage
from django.http import StreamingHttpResponse
from django.utils import timezone
from django.utils.text import slugify
from zipstream import ZipStream

from ...models import RecolorTask

_CHUNK = 256 * 1024


def download_name(task: RecolorTask) -> str:
    """`{photo}_{target}-{color}_{id}`, so that a folder of downloads explains itself."""
    changes = "_".join(f"{slugify(change.target)}-{slugify(change.color)}" for change in task.color_changes.all())
    extension = task.result.name.rpartition(".")[2]
    return f"{slugify(task.photo.name) or 'photo'}_{changes[:120]}_{task.pk}.{extension}"


def zip_response(tasks: Iterable[RecolorTask]) -> StreamingHttpResponse:
    """The tasks' results in one ZIP; pictures do not shrink any further, so they are only stored."""
    archive = ZipStream()
    for task in tasks:
        archive.add(_content(task.result.name), download_name(task))
    name = f"recolored-{timezone.now():%Y-%m-%d-%H%M}.zip"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(archive, content_type="application/zip", headers=headers)


def _content(stored: str) -> Iterator[bytes]:
    try:
        with default_storage.open(stored) as file:
            while chunk := file.read(_CHUNK):
                yield chunk
    except FileNotFoundError:  # purged while the ZIP was being written: an empty file says more than a broken ZIP
        return
