"""Where files lie in the storage, and how they come and go.

workspaces/<id>/photos/<random>/{photo.jpg|png, preview.jpg, thumbnail.jpg, analysis.npz, masks…}
workspaces/<id>/tasks/<id>/<attempt>/{result.jpg, preview.jpg, thumbnail.jpg}
"""

from functools import partial
from pathlib import PurePosixPath

from django.core.cache import cache
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.crypto import get_random_string

from .models import Photo, RecolorTask, Workspace

SIZE_SECONDS = 600


def workspace_folder(workspace: Workspace) -> str:
    return f"workspaces/{workspace.pk}"


def workspace_size(workspace: Workspace) -> int:
    """The bytes that a workspace's files take, as of some minutes ago at most: to count them asks for every file."""
    return cache.get_or_set(
        f"workspace-size-{workspace.pk}", lambda: _folder_size(workspace_folder(workspace)), SIZE_SECONDS
    )


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
    return str(PurePosixPath(photo.file.name).parent)


def task_folder(task: RecolorTask) -> str:
    return f"workspaces/{task.workspace_id}/tasks/{task.pk}"


def store(path: str, content: bytes) -> str:
    """Write a new file and return its name in the storage, which may differ where the path was taken."""
    return default_storage.save(path, ContentFile(content))


def read(name: str) -> bytes:
    with default_storage.open(name) as file:
        return file.read()


def remove_folder(folder: str, keep: str = "") -> None:
    """Remove a folder's files and subfolders, except the subfolder `keep`; a missing folder is fine."""
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


def remove_after_commit(*names: str) -> None:
    """Remove files once the rows that named them are gone for good."""
    for name in names:
        if name:
            transaction.on_commit(partial(default_storage.delete, name))


def remove_folder_after_commit(folder: str) -> None:
    transaction.on_commit(partial(remove_folder, folder))
