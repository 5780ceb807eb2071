"""The paths of stored files, and functions that store, read and remove them.

workspaces/<id>/photos/<random>/{photo.jpg|png, preview.jpg, thumbnail.jpg, mask….png}
workspaces/<id>/photos/<random>/<attempt>/{analysis.npz, <number>.png}
workspaces/<id>/tasks/<id>/<attempt>/{result.jpg|png|webp, preview.jpg, thumbnail.jpg}
"""

from functools import partial
from pathlib import PurePosixPath

from django.conf import settings
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string

from .models import Photo, RecolorTask, Workspace
from .pictures import EncodedPicture

_SIZE_CACHE_SECONDS = 600


def workspace_folder(workspace: Workspace) -> str:
    return f"workspaces/{workspace.pk}"


def workspace_size(workspace: Workspace) -> int:
    """Return the total size of a workspace's files in bytes, cached for ten minutes because it reads every size."""
    key, folder = f"workspace-size-{workspace.pk}", workspace_folder(workspace)
    return cache.get_or_set(key, partial(_folder_size, folder), _SIZE_CACHE_SECONDS) or 0


def _folder_size(folder: str) -> int:
    try:
        subfolders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return 0
    own = sum(default_storage.size(f"{folder}/{name}") for name in names)
    return own + sum(_folder_size(f"{folder}/{subfolder}") for subfolder in subfolders)


def new_photo_folder(workspace: Workspace) -> str:
    return f"{workspace_folder(workspace)}/photos/{get_random_string(16).lower()}"


def photo_folder(photo: Photo) -> str:
    """Return the folder of a photo that has a file."""
    assert photo.file.name
    return str(PurePosixPath(photo.file.name).parent)


def task_folder(task: RecolorTask) -> str:
    return f"workspaces/{task.workspace_id}/tasks/{task.pk}"


def store(path: str, content: bytes) -> str:
    """Write a new file and return its name in the storage, which differs from `path` if that already exists."""
    return default_storage.save(path, ContentFile(content))


def store_picture(folder: str, name: str, picture: EncodedPicture) -> tuple[str, str, str]:
    """Write a picture and its smaller versions to a folder; return the storage names of all three, largest first."""
    return (
        store(f"{folder}/{name}.{picture.extension}", picture.content),
        store(f"{folder}/preview.jpg", picture.preview),
        store(f"{folder}/thumbnail.jpg", picture.thumbnail),
    )


def read(name: str | None) -> bytes:
    """Return the content of a stored file. name: as in a file field, which must not be empty."""
    assert name
    with default_storage.open(name) as file:
        content: bytes = file.read()
    return content


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


def remove_empty_folders(folder: str) -> None:
    """Remove a folder if it is empty, and those that contain it if they are empty then."""
    parts = PurePosixPath(folder)
    for path in (parts, *parts.parents):
        name = str(path)
        if name == "." or any(default_storage.listdir(name)):
            return
        default_storage.delete(name)


def remove_after_commit(*names: str | None) -> None:
    """Remove files once the transaction that drops their names commits; ignore empty names."""
    for name in names:
        if name:
            transaction.on_commit(partial(default_storage.delete, name))


def remove_folder_after_commit(folder: str) -> None:
    transaction.on_commit(partial(remove_folder, folder))
