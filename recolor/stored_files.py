"""Comparing the stored files with the rows that name them, for `manage.py verify_storage` and the worker.

Everything goes through Django's storage interface, so it is the same for files of this machine and of S3.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from django.core.files.storage import default_storage
from django.db.models import F, Model, QuerySet

from .models import Garment, Photo, RecolorTask

AnyRow = Photo | Garment | RecolorTask

# The fields that name files. A garment in the list of removed ones keeps its mask.
_FIELDS: dict[type[AnyRow], tuple[str, ...]] = {
    Photo: ("file", "preview", "thumbnail", "analysis"),
    Garment: ("mask",),
    RecolorTask: ("result", "preview", "thumbnail"),
}
_ROWS_AT_ONCE = 500
PHOTO_PARTS = 24  # workers look at one part an hour
HEALTH_CHECK_FILE = "health-check.txt"  # a health check stores it for a moment; a suffix makes its name unique


@dataclass(frozen=True)
class MissingFile:
    """A file that a row names and that is not stored. field: the row's field. name: the file's storage name."""

    model: type[AnyRow]
    pk: int
    field: str
    name: str

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name} {self.pk}, {self.field}: {self.name}"


def missing_files() -> Iterator[MissingFile]:
    """Yield the files that rows name and that are not stored."""
    for model, fields in _FIELDS.items():
        for row in _rows(model).values("pk", *fields).iterator(_ROWS_AT_ONCE):
            for field in fields:
                name = row[field]
                # Asked for in this order: a file is replaced by storing another one, and then changing the row.
                if name and not default_storage.exists(name) and _rows(model).filter(pk=row["pk"], **{field: name}):
                    yield MissingFile(model, row["pk"], field, name)


def orphan_files(before: datetime) -> Iterator[str]:
    """Yield the names of files that were stored before a time and that no row names.

    Younger ones may be about to be named: a file is stored first, and its row written afterwards.
    """
    return _stored_before(before, _unnamed_files())


def orphan_files_of_photos(before: datetime, part: int) -> Iterator[str]:
    """Yield the names of files in the folders of photos that were stored before a time and that no row names.

    A crash while a mask is replaced leaves such a file. part: of `PHOTO_PARTS`, a share of the photos by their ids, so
    that only some folders are listed at a time.
    """
    photos = _rows(Photo).annotate(part=F("pk") % PHOTO_PARTS).filter(part=part).exclude(file="")
    for pk, name in list(photos.values_list("pk", "file")):
        stored = list(files_in(str(PurePosixPath(name).parent)))
        named = _names(_rows(Photo).filter(pk=pk)) | _names(_rows(Garment).filter(photo=pk))
        yield from _stored_before(before, _without(stored, named))


def _stored_before(before: datetime, names: Iterable[str]) -> Iterator[str]:
    for name in names:
        with suppress(FileNotFoundError):  # removed in the meantime
            if default_storage.get_modified_time(name) < before:
                yield name


def orphan_folders(before: datetime) -> Iterator[str]:
    """Yield the folders of photos and tasks that do not exist, if all files in them were stored before a time.

    A crash while a photo is uploaded, or after a photo or a task is deleted, leaves such a folder. This finds less than
    `orphan_files`, but does not look into the folders of all photos and tasks.
    """
    for folder in _unknown_folders():
        try:
            times = [default_storage.get_modified_time(name) for name in files_in(folder)]
        except FileNotFoundError:  # removed in the meantime
            continue
        if times and max(times) < before:
            yield folder


def _unknown_folders() -> Iterator[str]:
    """Yield the folders of photos and tasks that do not exist. Folders are listed first, and rows read afterwards."""
    for workspace in _listed("workspaces")[0]:
        folders = _listed(f"workspaces/{workspace}/photos")[0]
        rows = _rows(Photo).filter(workspace=_number(workspace)).values_list("file", flat=True)
        known = {PurePosixPath(name).parent.name for name in rows.iterator(_ROWS_AT_ONCE)}
        yield from (f"workspaces/{workspace}/photos/{name}" for name in folders if name not in known)
        for ids in _chunks(_listed(f"workspaces/{workspace}/tasks")[0]):
            tasks = _rows(RecolorTask).filter(pk__in=filter(None, map(_number, ids)), workspace=_number(workspace))
            known = {str(pk) for pk in tasks.values_list("pk", flat=True)}
            yield from (f"workspaces/{workspace}/tasks/{name}" for name in ids if name not in known)


def _unnamed_files() -> Iterator[str]:
    """Yield the names of files that no row names. Files are listed first, and rows read afterwards."""
    for workspace in _listed("workspaces")[0]:
        root = f"workspaces/{workspace}"
        tasks, stray = _listed(f"{root}/tasks")
        yield from (f"{root}/tasks/{name}" for name in stray)
        for ids in _chunks(tasks):
            stored = [name for pk in ids for name in files_in(f"{root}/tasks/{pk}")]
            rows = _rows(RecolorTask).filter(pk__in=filter(None, map(_number, ids)))
            yield from _without(stored, _names(rows))
        stored = [name for folder in _listed(root)[0] if folder != "tasks" for name in files_in(f"{root}/{folder}")]
        own = _number(workspace)
        photos, garments = _rows(Photo).filter(workspace=own), _rows(Garment).filter(photo__workspace=own)
        yield from _without(stored, _names(photos) | _names(garments))
        yield from (f"{root}/{name}" for name in _listed(root)[1])
    yield from (name for name in _listed("")[1] if name.startswith(PurePosixPath(HEALTH_CHECK_FILE).stem))


def files_in(folder: str) -> Iterator[str]:
    """Yield the storage names of all files in a folder and its subfolders."""
    subfolders, names = _listed(folder)
    yield from (f"{folder}/{name}" for name in names)
    for subfolder in subfolders:
        yield from files_in(f"{folder}/{subfolder}")


def _listed(folder: str) -> tuple[list[str], list[str]]:
    """Return the names of a folder's subfolders and files; none if the folder is missing."""
    try:
        subfolders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return [], []
    return sorted(subfolders), sorted(names)


def _number(name: str) -> int | None:
    """Return the id that a folder is named by; None for another name."""
    return int(name) if name.isdecimal() else None


def _chunks(names: list[str]) -> Iterator[list[str]]:
    return (names[start : start + _ROWS_AT_ONCE] for start in range(0, len(names), _ROWS_AT_ONCE))


def _rows(model: type[AnyRow]) -> QuerySet[Model]:
    """Return all rows, also those that the default manager hides."""
    return model._base_manager.all()


def _names(rows: QuerySet[Model]) -> set[str]:
    fields = _FIELDS[rows.model]  # type: ignore[index]  # the query is of one of these models
    return {name for names in rows.values_list(*fields).iterator(_ROWS_AT_ONCE) for name in names if name}


def _without(stored: Iterable[str], named: set[str]) -> Iterator[str]:
    return (name for name in stored if name not in named)
