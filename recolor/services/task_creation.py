"""Creating recolor tasks: one, or many with the same checks and few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import prefetch_related_objects

from ..engine import color_family, parse_color
from ..engine.errors import ColorError, EngineError
from ..engines import Options, Scope, engine_of
from ..engines.targets import repeated_scope, repeated_scope_text
from ..exceptions import ChangeProblem, RequestsRefused
from ..models import ApiKey, Batch, ColorChange, EngineName, Photo, RecolorTask, Workspace
from .change_problems import problem_of
from .refresh import photo_refresh
from .summaries import photo_copies, tasks_created
from .versions import replaced_task

MAX_CHANGES = 12  # color changes in a task


@dataclass(frozen=True)
class TaskRequest:
    """What one task is asked to do.

    changes: each with `target` and `color`, and optionally `layer`, `protect_details` (default True) and `tone_hex`,
    see `ColorChange`. pose, model: at least one; the pose is recolored if there is one. refine_edges: adapt the edges
    of masks that people or programs have given to the photo. name: of the result. replaces: a task of the same photo;
    the new one is its next version, in the same batch.
    """

    changes: Sequence[Mapping[str, Any]]
    pose: Photo | None = None
    model: Photo | None = None
    quality: str = RecolorTask.Quality.TWO_K
    output_format: str = RecolorTask.Format.JPEG
    sharpen: bool = False
    refine_edges: bool = False
    name: str = ""
    replaces: RecolorTask | None = None


def task_create(
    workspace: Workspace,
    *,
    created_by: User | None = None,
    created_key: ApiKey | None = None,
    batch: Batch | None = None,
    **request: Any,
) -> RecolorTask:
    """Create a task and submit it to the engine of its photo. Raises ValidationError, by the API's field names.

    request: the fields of `TaskRequest`.
    """
    try:
        (task,) = tasks_create(
            workspace, [TaskRequest(**request)], created_by=created_by, created_key=created_key, batch=batch
        )
    except RequestsRefused as refusal:
        raise refusal.errors[0] from None
    return task


def tasks_create(
    workspace: Workspace,
    requests: Sequence[TaskRequest],
    *,
    created_by: User | None = None,
    created_key: ApiKey | None = None,
    batch: Batch | None = None,
) -> list[RecolorTask]:
    """Create a task for each request, or none, and submit them to the engines of their photos. Raises RequestsRefused.

    The number of queries grows only with the size of the INSERTs.
    """
    changes = tasks_check(workspace, requests)
    with transaction.atomic():
        _lock(requests)
        replaced = _replaced_tasks(requests, batch)
        tasks = RecolorTask.objects.bulk_create(
            RecolorTask(
                workspace=workspace,
                batch=earlier.batch if earlier else batch,
                first_version_id=earlier.version_key if earlier else None,
                name=request.name,
                engine=photo_of(request).engine,
                pose=request.pose,
                model=request.model,
                **photo_copies(photo_of(request)),
                image_quality=request.quality,
                output_format=request.output_format,
                sharpen=request.sharpen,
                refine_edges=request.refine_edges,
                created_by=created_by,
                created_key=created_key,
            )
            for request, earlier in zip(requests, replaced, strict=True)
        )
        for task, rows in zip(tasks, changes, strict=True):
            for row in rows:
                row.task = task
        tasks_created(tasks, [row for rows in changes for row in rows])
        for photo in {photo.pk: photo for photo in map(photo_of, requests)}.values():
            photo_refresh(photo)
        for _name, group in groupby(sorted(tasks, key=_engine_name), _engine_name):
            of_engine = list(group)
            engine_of(of_engine[0]).submit(of_engine)
    return tasks


def tasks_check(workspace: Workspace, requests: Sequence[TaskRequest]) -> list[list[ColorChange]]:
    """Return unsaved rows for the color changes of each request. Raises RequestsRefused with all that is wrong."""
    checks = RequestChecks(workspace.swatch_colors())
    if len(requests) > 1:
        prefetch_related_objects(_distinct_photos(requests), "garments")
    changes: list[list[ColorChange]] = []
    errors: dict[int, ValidationError] = {}
    for index, request in enumerate(requests):
        try:
            changes.append(checks.changes(request))
        except ValidationError as error:
            errors[index] = error
    if errors:
        raise RequestsRefused(errors)
    return changes


class RequestChecks:
    """Checks requests. Each color word, and each set of targets of a photo, is read only once.

    swatches: the workspace's, see `Workspace.swatch_colors`.
    """

    def __init__(self, swatches: Mapping[str, str]) -> None:
        self._swatches = swatches
        self._colors: dict[str, str | ColorError] = {}
        self._targets: dict[tuple[int, tuple[Scope, ...]], dict[str, EngineError]] = {}

    def color_hex(self, text: str) -> str:
        """Return '#rrggbb' of a color in words or as a hex code. Raises ColorError."""
        if text not in self._colors:
            try:
                self._colors[text] = parse_color(text, self._swatches).hex
            except ColorError as error:
                self._colors[text] = error
        found = self._colors[text]
        if isinstance(found, ColorError):
            raise found
        return found

    def target_errors(self, photo: Photo, scopes: Sequence[Scope]) -> dict[str, EngineError]:
        """Return why targets of a photo cannot be recolored."""
        key = photo.pk, tuple(scopes)
        if key not in self._targets:
            self._targets[key] = engine_of(photo).check_targets(photo, scopes)
        return self._targets[key]

    def changes(self, request: TaskRequest) -> list[ColorChange]:
        """Return unsaved rows for the color changes of a valid request. Raises ValidationError."""
        photo = _checked_photo(request.pose, request.model)
        recolor_details = any(not change.get("protect_details", True) for change in request.changes)
        options = Options(request.quality, request.sharpen, request.refine_edges, recolor_details)
        if refused := engine_of(photo).refused_options(options):
            raise ValidationError(refused)
        return self._checked_changes(photo, request.changes)

    def _checked_changes(self, photo: Photo, changes: Sequence[Mapping[str, Any]]) -> list[ColorChange]:
        """Return the rows. Raises ValidationError with all problems, one sentence each."""
        if not 1 <= len(changes) <= MAX_CHANGES:
            raise ValidationError({"color_changes": f"Send 1 to {MAX_CHANGES} changes, each a target and a color."})
        problems: list[ChangeProblem] = []
        rows: list[ColorChange] = []
        scopes = self._read_scopes(photo, changes, problems)
        errors = dict(self.target_errors(photo, scopes))
        for position, (change, scope) in enumerate(zip(changes, scopes, strict=True)):
            target = change["target"].strip()
            if repeated_scope(scope, scopes[:position]):
                problems.append(ChangeProblem(repeated_scope_text(target), position, "target"))
            try:
                rows.append(self._unsaved_row(position, change, scope.layer))
            except ColorError as error:
                problems.append(problem_of(error, position, "color", f"{target}: {error}"))
            if error_of_target := errors.pop(change["target"], None):
                problems.append(problem_of(error_of_target, position, "target"))
        if problems:
            raise ValidationError({"color_changes": problems})
        return rows

    def _read_scopes(
        self, photo: Photo, changes: Sequence[Mapping[str, Any]], problems: list[ChangeProblem]
    ) -> list[Scope]:
        """Return what the changes recolor, with the names of layers; add what is wrong with layers to `problems`."""
        scopes = [Scope(change["target"], change.get("layer", "")) for change in changes]
        for position, layer in enumerate(engine_of(photo).read_layers(photo, scopes)):
            if isinstance(layer, str):
                scopes[position] = scopes[position]._replace(layer=layer)
            else:
                problems.append(problem_of(layer, position, "layer"))
        return scopes

    def _unsaved_row(self, position: int, change: Mapping[str, Any], layer: str) -> ColorChange:
        color = change["color"].strip()
        hex_code = self.color_hex(color)
        return ColorChange(
            position=position,
            target=change["target"].strip(),
            asked=change.get("asked", ""),
            layer=layer,
            color=color,
            color_hex=hex_code,
            family=color_family(hex_code) if hex_code else "",
            protect_details=change.get("protect_details", True),
            tone_hex=change.get("tone_hex", ""),
        )


def photo_of(request: TaskRequest) -> Photo:
    """Return the photo that a request recolors: the pose if there is one, else the model."""
    photo = request.pose or request.model
    assert photo is not None  # `RequestChecks.changes` refuses a request without a photo
    return photo


def _engine_name(task: RecolorTask) -> str:
    return task.engine


def _distinct_photos(requests: Iterable[TaskRequest]) -> list[Photo]:
    photos = (photo for request in requests for photo in (request.pose, request.model) if photo)
    return list({photo.pk: photo for photo in photos}.values())


def _checked_photo(pose: Photo | None, model: Photo | None) -> Photo:
    """Return the photo to recolor: the pose if there is one, else the model. Raises ValidationError."""
    if pose and pose.kind != Photo.Kind.POSE:
        raise ValidationError(
            {"pose_image_generation_id": f"{pose.pk} is a model. Send it as models_image_generation_task_id."}
        )
    if model and model.kind != Photo.Kind.MODEL:
        raise ValidationError(
            {"models_image_generation_task_id": f"{model.pk} is a pose. Send it as pose_image_generation_id."}
        )
    if pose and model and pose.engine != model.engine:
        raise ValidationError({"pose_image_generation_id": "Send a pose and a model of the same engine."})
    if pose and model and pose.engine == EngineName.LOCAL and pose.model_id != model.pk:
        raise ValidationError(
            {"pose_image_generation_id": f"Pose {pose.pk} does not belong to model {model.pk}. Send only one of them."}
        )
    photo = pose or model
    if photo is None:
        raise ValidationError(
            {"pose_image_generation_id": "Send a pose_image_generation_id or a models_image_generation_task_id."}
        )
    return photo


def _lock(requests: Sequence[TaskRequest]) -> None:
    """Lock the photos until the transaction ends. Raises RequestsRefused if one has been deleted in the meantime."""
    ids = {photo.pk for photo in _distinct_photos(requests)}
    usable = Photo.objects.select_for_update().filter(pk__in=ids, trashed_at=None)
    missing = ids - set(usable.values_list("pk", flat=True))
    text = "The photo has just been deleted. Choose another one, or restore it from the trash."
    errors = {
        index: ValidationError(text)
        for index, request in enumerate(requests)
        if any(photo and photo.pk in missing for photo in (request.pose, request.model))
    }
    if errors:
        raise RequestsRefused(errors)


def _replaced_tasks(requests: Sequence[TaskRequest], batch: Batch | None) -> list[RecolorTask | None]:
    """Return the task that each request replaces, locked, or None. Raises RequestsRefused."""
    tasks: list[RecolorTask | None] = []
    errors: dict[int, ValidationError] = {}
    for index, request in enumerate(requests):
        try:
            tasks.append(replaced_task(request.replaces, photo_of(request), batch) if request.replaces else None)
        except ValidationError as error:
            errors[index] = error
    if errors:
        raise RequestsRefused(errors)
    return tasks
