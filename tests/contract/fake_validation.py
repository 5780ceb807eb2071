"""Validation of create requests by the fake hosted service: what the contract refuses with 400, by field."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from recolor.engine import ColorError, TargetError, parse_color, parse_target, same_garment

POSE, MODEL, CHANGES, QUALITY = (
    "pose_image_generation_id",
    "models_image_generation_task_id",
    "color_changes",
    "image_quality",
)
MOST_CHANGES = 12
MOST_CHARACTERS = 80  # of a target or a color

Problems = dict[str, list[str]]


class Refused(Exception):
    """The fake service refuses a request with this status and JSON body."""

    def __init__(self, status: int, body: dict[str, Any]) -> None:
        super().__init__(status)
        self.status, self.body = status, body


@dataclass(frozen=True)
class FakePhoto:
    """A base image of the fake service.

    model: the id of the model to which a pose belongs. analyzed: whether the garments are known when a task is
    created; otherwise a task for a garment that is not shown fails later.
    """

    kind: str
    model: int | None = None
    garments: tuple[str, ...] = ("blouse", "lehenga")
    analyzed: bool = True


def invalid_fields(body: Mapping[str, Any], photos: Mapping[int, FakePhoto]) -> Problems:
    """Return the problems of a create request by field; empty for a valid one."""
    problems: Problems = {}
    for field in (POSE, MODEL):
        if body.get(field) is not None and not _is_id(body[field]):
            problems[field] = ["A valid integer is required."]
    if format_problems := list(_change_format_problems(body.get(CHANGES))):
        problems[CHANGES] = format_problems
    if body.get(QUALITY, "2k") not in ("2k", "4k"):
        problems[QUALITY] = [f'"{body[QUALITY]}" is not a valid choice. Send 2k or 4k.']
    return problems or _photo_problems(body, photos) or _change_problems(body, photos)


def missing_garments(body: Mapping[str, Any], photo: FakePhoto) -> list[str]:
    """Return the requested garments that a photo does not show."""
    targets = [change["target"] for change in body[CHANGES]]
    return [target for target in targets if not any(same_garment(target, name) for name in photo.garments)]


def requested_photo(body: Mapping[str, Any], photos: Mapping[int, FakePhoto]) -> FakePhoto:
    """Return the photo that a valid request recolors: the pose if there is one, else the model."""
    return photos[int(body.get(POSE) or body[MODEL])]


def _is_id(value: Any) -> bool:
    if isinstance(value, bool):
        return False
    return (isinstance(value, int) and value > 0) or (isinstance(value, str) and value.isdecimal() and int(value) > 0)


def _change_format_problems(changes: Any) -> Iterator[str]:
    if changes is None:
        yield "This field is required."
    elif not isinstance(changes, list):
        yield "Expected a list of items."
    elif not 1 <= len(changes) <= MOST_CHANGES:
        yield f"Send 1 to {MOST_CHANGES} changes, each a target and a color."
    else:
        for number, change in enumerate(changes, start=1):
            for name in ("target", "color"):
                value = change.get(name) if isinstance(change, Mapping) else None
                if not isinstance(value, str) or not 1 <= len(value.strip()) <= MOST_CHARACTERS:
                    yield f"item {number}, {name}: Send a text of 1 to {MOST_CHARACTERS} characters."


def _photo_problems(body: Mapping[str, Any], photos: Mapping[int, FakePhoto]) -> Problems:
    ids = {field: int(body[field]) for field in (POSE, MODEL) if body.get(field) is not None}
    if not ids:
        return {POSE: [f"Send {POSE} or {MODEL}."]}
    for field, pk in ids.items():
        kind = "pose" if field == POSE else "model"
        if pk not in photos or photos[pk].kind != kind:
            return {field: [f"There is no {kind} {pk}."]}
    if len(ids) == 2 and photos[ids[POSE]].model != ids[MODEL]:
        return {POSE: [f"Pose {ids[POSE]} does not belong to model {ids[MODEL]}."]}
    return {}


def _change_problems(body: Mapping[str, Any], photos: Mapping[int, FakePhoto]) -> Problems:
    problems: list[str] = []
    requested: set[str] = set()
    for change in body[CHANGES]:
        target = change["target"].strip().casefold()
        if target in requested:
            problems.append(f"“{target}” is requested twice.")
        requested.add(target)
        try:
            parse_color(change["color"])
            parse_target(target)
        except (ColorError, TargetError) as error:
            problems.append(str(error))
    photo = requested_photo(body, photos)
    if not problems and photo.analyzed:
        problems = [not_found_text(target, photo) for target in missing_garments(body, photo)]
    return {CHANGES: problems} if problems else {}


def not_found_text(target: str, photo: FakePhoto) -> str:
    """Return the message for a garment that a photo does not show."""
    return f"“{target}” was not found in this photo. Found: {', '.join(photo.garments)}."
