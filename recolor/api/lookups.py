"""Looking up rows by the ids in a request. An id of another workspace gives the same answer as a missing one."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from rest_framework.exceptions import NotFound, ValidationError

from .. import selectors
from ..engines import default_engine
from ..hosted import hosted_photo_get_or_create
from ..ids import LARGEST_ID
from ..models import EngineName, Photo, RecolorTask, Workspace

POSE_FIELD, MODEL_FIELD = "pose_image_generation_id", "models_image_generation_task_id"

Row = TypeVar("Row", bound=Model)


def get_or_404(rows: QuerySet[Row], pk: int, what: str) -> Row:
    """Return the row with an id. Raises NotFound, with `what` as the word for such rows."""
    if pk <= LARGEST_ID:
        with suppress(ObjectDoesNotExist):
            return rows.get(pk=pk)  # not first(), whose order takes more time than the query
    raise not_found(pk, what)


def not_found(pk: int, what: str) -> NotFound:
    """Return the exception for a missing row, with `what` as the word for such rows."""
    return NotFound(f"There is no {what} {pk}.")


def local_photo_by_id(workspace: Workspace, field: str, pk: int | None) -> Photo | None:
    """Return the local photo with an id; None without an id. Raises ValidationError on `field`."""
    if pk is None:
        return None
    local = selectors.photos(workspace, engine=EngineName.LOCAL)
    return _found(local.filter(pk=pk).first() if pk <= LARGEST_ID else None, field, pk)


def task_request(workspace: Workspace, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the `TaskRequest` for those of a validated task. Raises ValidationError on an id."""
    return _Lookup(workspace, [fields]).request(fields)


def task_requests(
    workspace: Workspace, tasks: Mapping[int, Mapping[str, Any]]
) -> tuple[dict[int, dict[str, Any]], dict[int, Any]]:
    """Return the same for many tasks, by their indexes, with one query for their local photos.

    The second dictionary has the problems of the tasks whose ids cannot be used.
    """
    lookup = _Lookup(workspace, tasks.values())
    requests: dict[int, dict[str, Any]] = {}
    problems: dict[int, Any] = {}
    for index, fields in tasks.items():
        try:
            requests[index] = lookup.request(fields)
        except ValidationError as error:
            problems[index] = error.detail
    return requests, problems


class _Lookup:
    """The photos that tasks name by their ids; each is read once."""

    def __init__(self, workspace: Workspace, tasks: Collection[Mapping[str, Any]]) -> None:
        self._workspace = workspace
        local = [fields for fields in tasks if not _is_hosted(fields)]
        ids = {fields.get(field) for fields in local for field in (POSE_FIELD, MODEL_FIELD)}
        photos = selectors.photos(workspace, engine=EngineName.LOCAL)
        self._local = photos.in_bulk([pk for pk in ids if pk and pk <= LARGEST_ID])
        self._hosted: dict[tuple[str, int | None], Photo | None] = {}

    def request(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        photo_by_id = self._hosted_photo if _is_hosted(fields) else self._local_photo
        pose, model = (photo_by_id(field, fields.get(field)) for field in (POSE_FIELD, MODEL_FIELD))
        return {
            "pose": pose,
            "model": model,
            "changes": fields["color_changes"],
            "quality": fields["image_quality"],
            "output_format": fields["output_format"],
            "sharpen": fields["sharpen"],
            "refine_edges": fields["refine_edges"],
            "replaces": _replaced_task(self._workspace, fields.get("replaces"), pose or model),
        }

    def _local_photo(self, field: str, pk: int | None) -> Photo | None:
        return None if pk is None else _found(self._local.get(pk), field, pk)

    def _hosted_photo(self, field: str, hosted_id: int | None) -> Photo | None:
        """Return the photo for an id of the hosted service, created if it is new; only the service can check the id."""
        key = field, hosted_id
        if key not in self._hosted:
            kind = Photo.Kind.POSE if field == POSE_FIELD else Photo.Kind.MODEL
            self._hosted[key] = hosted_photo_get_or_create(self._workspace, kind, hosted_id)
        return self._hosted[key]


def _is_hosted(fields: Mapping[str, Any]) -> bool:
    return bool(fields.get("engine", default_engine()) == EngineName.HOSTED)


def _found(photo: Photo | None, field: str, pk: int) -> Photo:
    """Return the photo. Raises ValidationError on `field` if there is none."""
    if photo is None:
        raise ValidationError(
            {field: [f"There is no base image {pk}. List or upload base images at /v4/models/base-images/."]}
        )
    return photo


def _replaced_task(workspace: Workspace, pk: int | None, photo: Photo | None) -> RecolorTask | None:
    """Return the task that a new one replaces; None without an id. Raises ValidationError. photo: of the new task."""
    if pk is None:
        return None
    task = selectors.tasks(workspace).filter(pk=pk).first() if pk <= LARGEST_ID else None
    if task is None:
        raise ValidationError({"replaces": [f"There is no task {pk}."]})
    if photo and task.photo_id != photo.pk:
        text = f"Task {pk} is of another base image. Send the id of a task of the same one."
        raise ValidationError({"replaces": [text]})
    return task
