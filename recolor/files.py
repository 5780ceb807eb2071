"""The paths of stored files, and functions that store, read and remove them.

workspaces/<id>/photos/<random>/{photo.jpg|png, preview.jpg, thumbnail.jpg, mask….png}
workspaces/<id>/photos/<random>/<attempt>/{analysis.npz, <number>.png}
workspaces/<id>/tasks/<id>/<attempt>/{result.jpg|png|webp, preview.jpg, thumbnail.jpg}
"""

import logging
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string

from .exceptions import DATABASE_UNREACHABLE, StorageError
from .models import Photo, RecolorTask, Workspace
from .pictures import EncodedPicture

logger = logging.getLogger(__name__)


def workspace_folder(workspace: Workspace) -> str:
    return f"workspaces/{workspace.pk}"


def workspace_size(workspace: Workspace) -> int | None:
    """Return the total size of a workspace's files in bytes, as last measured; None if that is not known."""
    size: int | None = cache.get(_size_key(workspace))
    return size


def workspace_size_measure(workspace: Workspace) -> None:
    """Measure the total size of a workspace's files, which takes long, for `workspace_size`."""
    size = default_storage.folder_size(workspace_folder(workspace))  # type: ignore[attr-defined]  # ours
    cache.set(_size_key(workspace), size, timeout=None)


def _size_key(workspace: Workspace) -> str:
    return f"workspace-size-{workspace.pk}"


def new_photo_folder(workspace: Workspace) -> str:
    return f"{workspace_folder(workspace)}/photos/{get_random_string(16).lower()}"


def photo_folder(photo: Photo) -> str:
    """Return the folder of a photo that has a file."""
    assert photo.file.name
    return str(PurePosixPath(photo.file.name).parent)


def task_folder(task: RecolorTask) -> str:
    return f"workspaces/{task.workspace_id}/tasks/{task.pk}"


@contextmanager
def _storage_errors() -> Iterator[None]:
    """Turn the errors of the storage, whichever it is, into StorageError; a missing file stays FileNotFoundError."""
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:
        raise StorageError from error


def store(path: str, content: bytes) -> str:
    """Write a new file and return its name in the storage, which differs from `path` if that already exists.

    Raises StorageError.
    """
    with _storage_errors():
        return default_storage.save(path, ContentFile(content))


def store_mask(photo: Photo, png: bytes) -> str:
    """Write a new mask of a photo and return its name in the storage, which no other mask of the photo ever had.

    Workers, web processes and browsers keep masks by their names. Raises StorageError.
    """
    return store(f"{photo_folder(photo)}/mask-{get_random_string(16).lower()}.png", png)


@contextmanager
def removed_on_storage_error(folder: str) -> Iterator[None]:
    """Remove a folder of new files if one of them cannot be stored.

    No other error is handled: if the connection to the database breaks during a commit, the row may be there.
    """
    try:
        yield
    except StorageError:
        try_to_remove_folder(folder)
        raise


@contextmanager
def removed_on_error(*names: str) -> Iterator[None]:
    """Remove new files if the transaction that stores their names fails.

    If the database cannot be reached, they stay: the transaction may have been committed. If not, they are orphans.
    """
    try:
        yield
    except DATABASE_UNREACHABLE:
        raise
    except Exception:
        _try("remove files that no row names", partial(remove, *names))
        raise


def attempt_folder(job: Photo | RecolorTask) -> str:
    """Return the folder of the files that the current attempt of a job makes."""
    folder = task_folder(job) if isinstance(job, RecolorTask) else photo_folder(job)
    return f"{folder}/{job.attempt}"


def store_picture(folder: str, name: str, picture: EncodedPicture) -> tuple[str, str, str]:
    """Write a picture and its smaller versions to a folder; return the storage names of all three, largest first.

    Raises StorageError, and then leaves no files.
    """
    stored: list[str] = []
    contents = {
        f"{name}.{picture.extension}": picture.content,
        "preview.jpg": picture.preview,
        "thumbnail.jpg": picture.thumbnail,
    }
    try:
        for file_name, content in contents.items():
            stored.append(store(f"{folder}/{file_name}", content))
    except StorageError:
        # Not the folder: two workers may have downloaded the same hosted result.
        _try("remove incomplete pictures", partial(remove, *stored))
        raise
    return stored[0], stored[1], stored[2]


def read(name: str | None) -> bytes:
    """Return the content of a stored file. Raises FileNotFoundError, StorageError.

    name: as in a file field, which must not be empty.
    """
    assert name
    with _storage_errors(), default_storage.open(name) as file:
        content: bytes = file.read()
    return content


def stored_at(name: str | None) -> datetime | None:
    """Return when a file was stored; None if it is missing. Raises StorageError."""
    try:
        with _storage_errors():
            stored: datetime = default_storage.get_modified_time(name or "")
    except FileNotFoundError:
        return None
    return stored


def presigned_url(name: str) -> str:
    """Return a link to a file at the S3-compatible storage, for a few minutes; empty if files are stored here."""
    return default_storage.url(name) if settings.RECOLOR_S3_BUCKET else ""


def remove(*names: str) -> None:
    """Remove stored files."""
    for name in names:
        default_storage.delete(name)


def remove_folder(folder: str, keep: str = "") -> None:
    """Remove a folder's files and subfolders, except the subfolder `keep`; do nothing if the folder is missing."""
    try:
        subfolders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in names:
        default_storage.delete(f"{folder}/{name}")
    for subfolder in subfolders:
        if subfolder != keep:
            remove_folder(f"{folder}/{subfolder}")
    if not keep:
        default_storage.delete(folder)


def try_to_remove_folder(folder: str, keep: str = "") -> None:
    """Do what `remove_folder` does, but only log an error: what remains is removed later as an orphan."""
    _try(f"remove {folder}", partial(remove_folder, folder, keep))


def try_to_remove_others(folder: str, kept: Collection[str]) -> None:
    """Remove the files of a folder except some, by their storage names, but only log an error."""

    def remove_others() -> None:
        names = (f"{folder}/{name}" for name in default_storage.listdir(folder)[1])
        remove(*(name for name in names if name not in kept))

    _try(f"remove other files of {folder}", remove_others)


def _try(what: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        logger.exception("could not %s", what)


def remove_empty_folders(folder: str) -> None:
    """Remove a folder if it is empty, and those that contain it if they are empty then."""
    parts = PurePosixPath(folder)
    for path in (parts, *parts.parents):
        name = str(path)
        try:
            if name == "." or any(default_storage.listdir(name)):
                return
        except FileNotFoundError:  # another process has removed it
            continue
        default_storage.delete(name)


def remove_after_commit(*names: str | None) -> None:
    """Remove files once the transaction that drops their names commits; ignore empty names."""
    for name in names:
        if name:
            transaction.on_commit(partial(_try, f"remove {name}", partial(default_storage.delete, name)))


def remove_folder_after_commit(folder: str) -> None:
    transaction.on_commit(partial(try_to_remove_folder, folder))
