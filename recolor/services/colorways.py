"""Colorways: the color changes and options of a task without its photo, and what making them of photos would do.

They are copied from one photo and pasted onto others, and they are the columns of a batch.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from ..engine import parse_color
from ..engine.errors import ColorError, EngineError
from ..engines import Scope, engine_of
from ..engines.targets import distinct_changes, meant_garments, repeated_scope, repeated_scope_text
from ..filters import tasks_in_colors
from ..models import EngineName, Photo, RecolorTask
from .ambiguous import NOTHING_MEANT, AmbiguousChoice, Meant, ambiguous_choices


@dataclass(frozen=True)
class Colorway:
    """What a task asks for, without its photo.

    changes: each with `target`, `color`, `color_hex` and `protect_details`, and perhaps `asked` and `layer`. The other
    fields are those of the task.
    """

    changes: Sequence[Mapping[str, Any]]
    image_quality: str
    output_format: str
    sharpen: bool = False
    refine_edges: bool = False

    @classmethod
    def of(cls, task: RecolorTask) -> "Colorway":
        names = ("target", "asked", "layer", "color", "color_hex", "protect_details")
        changes = [{name: getattr(change, name) for name in names} for change in task.color_changes.all()]
        return cls(changes, task.image_quality, task.output_format, task.sharpen, task.refine_edges)

    @property
    def as_asked(self) -> "Colorway":
        """The colorway with the targets that were asked for in place of the garments that a person chose for them."""
        changes = [{**change, "target": change.get("asked") or change["target"]} for change in self.changes]
        return replace(self, changes=changes)

    @property
    def targets(self) -> list[str]:
        """The garments, each once, also if several of its color layers are recolored."""
        return list(dict.fromkeys(change["target"] for change in self.changes))

    @property
    def scopes(self) -> list[Scope]:
        return [Scope(change["target"], change.get("layer", "")) for change in self.changes]

    @property
    def text(self) -> str:
        """The garments, or their color layers, with their colors, such as “blouse royal blue, skirt stripes teal”."""
        named = zip(self.scopes, self.changes, strict=True)
        return ", ".join(" ".join(filter(None, (*scope, change["color"]))) for scope, change in named)

    @property
    def identity(self) -> tuple[frozenset[tuple[str, str, str, bool]], str, str, bool, bool]:
        """A value that is equal for two colorways whose results on the same photo would be the same."""
        changes = {
            (scope.target.strip().casefold(), scope.layer.casefold(), change["color_hex"], change["protect_details"])
            for scope, change in zip(self.scopes, self.changes, strict=True)
        }
        return frozenset(changes), self.image_quality, self.output_format, self.sharpen, self.refine_edges

    @property
    def key(self) -> str:
        """A short text that stands for the identity in the fields of forms."""
        changes, *options = self.identity
        return hashlib.sha256(repr((sorted(changes), options)).encode()).hexdigest()[:12]

    @property
    def options(self) -> str:
        """The size, the format and what differs from the usual, in words, such as “2K (2048 px), JPEG”."""
        words = [
            RecolorTask.Quality(self.image_quality).label,
            RecolorTask.Format(self.output_format).label,
            _("sharpened") if self.sharpen else "",
            _("edges of corrected outlines adapted") if self.refine_edges else "",
            "" if all(change["protect_details"] for change in self.changes) else _("with prints and trims"),
        ]
        return ", ".join(str(word) for word in words if word)


@dataclass(frozen=True)
class Cell:
    """A photo in a colorway, before the result is requested.

    problems: why it cannot be made. exists: whether the photo has such a result already. doubtful: the garments whose
    outlines should be checked. notes: what a target means if the photo has no garment of this name. unlisted: the
    targets that name no garment of the photo, which the engine may not find. ambiguous: the targets that may mean
    several garments, of which `meant` chooses one.
    """

    photo: Photo
    colorway: Colorway
    problems: list[str]
    exists: bool
    doubtful: list[str]
    notes: list[str]
    unlisted: list[str]
    ambiguous: list[AmbiguousChoice]

    @property
    def is_suggested(self) -> bool:
        """Whether it is made unless a person decides otherwise."""
        return not (self.problems or self.exists or self.unlisted)

    @property
    def key(self) -> str:
        """A text that stands for the cell in the fields of forms."""
        return f"{self.photo.pk}.{self.colorway.key}"


def colorways_of(tasks: Iterable[RecolorTask]) -> list[Colorway]:
    """Return the colorways of tasks, each once, in the order of the tasks, without what their batches asked."""
    distinct: dict[object, Colorway] = {}
    for task in tasks:
        colorway = Colorway.of(task)
        colorway = replace(colorway, changes=[{**change, "asked": ""} for change in colorway.changes])
        distinct.setdefault(colorway.identity, colorway)
    return list(distinct.values())


def colorways_grid(
    colorways: Sequence[Colorway], photos: Sequence[Photo], *, meant: Meant = NOTHING_MEANT, repeat: bool = False
) -> list[list[Cell]]:
    """Return each photo in each colorway, a row for each photo; nothing is created.

    photos: of one workspace, with their garments. meant: see `Meant`. repeat: no result counts as existing already.
    """
    existing = set() if repeat else existing_results(colorways, photos)
    return [_row_of_cells(colorways, photo, existing, meant) for photo in photos]


def colorway_request(photo: Photo, colorway: Colorway, swatches: Mapping[str, str]) -> dict[str, Any]:
    """Return the fields of the `TaskRequest` that makes a photo in a colorway.

    swatches: the workspace's, see `Workspace.swatch_colors`.
    """
    colorway = colorway_for_photo(_with_copied_colors(colorway, swatches), photo)
    return {
        "changes": colorway.changes,
        "quality": colorway.image_quality,
        "output_format": colorway.output_format,
        "sharpen": colorway.sharpen,
        "refine_edges": colorway.refine_edges,
        **photo_fields(photo),
    }


def photo_fields(photo: Photo) -> dict[str, Any]:
    """Return the fields of a `TaskRequest` that name the photo."""
    is_pose = photo.kind == Photo.Kind.POSE
    return {"pose": photo if is_pose else None, "model": None if is_pose else photo}


def _row_of_cells(colorways: Sequence[Colorway], photo: Photo, existing: set[object], meant: Meant) -> list[Cell]:
    checks: dict[tuple[Scope, ...], _Check] = {}  # many colorways have equal targets
    garments = list(photo.garments.all())
    cells: list[Cell] = []
    for asked in colorways:
        kept = distinct_changes(asked.changes, garments)
        colorway = replace(asked, changes=[asked.changes[position] for position in kept])
        scopes = tuple(colorway.scopes)
        check = checks.get(scopes) or checks.setdefault(scopes, _check(photo, scopes, meant))
        named = _with_scopes(colorway, check.scopes)
        exists = (photo.pk, colorway_for_photo(named, photo).identity) in existing
        cell = Cell(photo, named, check.problems, exists, check.doubtful, check.notes, check.unlisted, check.ambiguous)
        # Without the changes that mean a garment again, two colorways may be the same, which is made once.
        cells.append(replace(cell, exists=exists or cell.key in {each.key for each in cells}))
    return cells


@dataclass(frozen=True)
class _Check:
    """What is the same for all colorways of a photo with the same scopes; see `Cell`.

    scopes: with the garments that are meant in place of ambiguous ones, and the names of the color layers that the
    texts mean.
    """

    scopes: list[Scope]
    problems: list[str]
    doubtful: list[str]
    notes: list[str]
    unlisted: list[str]
    ambiguous: list[AmbiguousChoice]


def _check(photo: Photo, scopes: Sequence[Scope], meant: Meant) -> _Check:
    asked, errors = scopes, engine_of(photo).check_targets(photo, scopes)
    ambiguous = ambiguous_choices(photo, errors, meant)
    chosen = {choice.target: choice.chosen for choice in ambiguous if choice.chosen}
    scopes = [scope._replace(target=chosen.get(scope.target, scope.target)) for scope in scopes]
    layers = engine_of(photo).read_layers(photo, scopes)
    for position, layer in enumerate(layers):
        if isinstance(layer, str):
            scopes[position] = scopes[position]._replace(layer=layer)
    if scopes != list(asked):  # two texts may mean one layer
        errors = engine_of(photo).check_targets(photo, scopes)
    problems = [str(each) for each in (*errors.values(), *layers) if isinstance(each, EngineError)]
    repeated = (scope for position, scope in enumerate(scopes) if repeated_scope(scope, scopes[:position]))
    problems += [repeated_scope_text(scope.target) for scope in repeated]
    if problems:
        return _Check(scopes, list(dict.fromkeys(problems)), [], [], [], ambiguous)
    targets = list(dict.fromkeys(scope.target for scope in scopes))
    found = doubtful_garments(photo, targets), target_notes(photo, targets), _unlisted(photo, targets)
    return _Check(scopes, [], *found, ambiguous)


def _with_scopes(colorway: Colorway, scopes: Sequence[Scope]) -> Colorway:
    """Return the colorway for these garments and layers; a garment chosen for a target has it as `asked`."""
    changes = []
    for change, scope in zip(colorway.changes, scopes, strict=True):
        asked = {} if change["target"] == scope.target else {"asked": change["target"]}
        changes.append({**change, **scope._asdict(), **asked})
    return replace(colorway, changes=changes)


def target_notes(photo: Photo, targets: Sequence[str]) -> list[str]:
    """Return what targets mean on a photo that has no garments of these names."""
    garments = list(photo.garments.all())
    if not garments:  # they are not found yet, or the hosted service finds them
        return []
    notes = []
    for target in targets:
        names = [garment.name for garment in meant_garments(target, garments, targets)]
        if not names:
            text = _("“%(target)s” is not among the garments found; the engine looks for it again.")
            notes.append(text % {"target": target})
        elif len(names) == 1 and target.strip().casefold() != names[0].casefold():
            notes.append(_("“%(target)s” means “%(name)s” here.") % {"target": target, "name": names[0]})
    return notes


def _unlisted(photo: Photo, targets: Sequence[str]) -> list[str]:
    """Return the targets that name no garment of the photo; none while its garments are not known."""
    garments = list(photo.garments.all())
    return [target for target in targets if garments and not meant_garments(target, garments, targets)]


def doubtful_garments(photo: Photo, targets: Sequence[str]) -> list[str]:
    """Return the photo's garments, by their names, that targets mean and whose outlines are doubtful."""
    garments = list(photo.garments.all())
    meant = [garment for target in targets for garment in meant_garments(target, garments, targets)]
    return list(dict.fromkeys(garment.name for garment in meant if garment.doubtful))


def existing_results(
    colorways: Sequence[Colorway], photos: Sequence[Photo], *, apart_from: Q | None = None
) -> set[object]:
    """Return the photos' ids with the identities of the colorways of their tasks, without failed and trashed ones.

    apart_from: a condition of tasks that do not count.
    """
    colors = {change["color_hex"] for colorway in colorways for change in colorway.changes}
    tasks = tasks_in_colors(photos, colors)
    if apart_from:
        tasks = tasks.exclude(apart_from)
    return {(task.photo_id, Colorway.of(task).identity) for task in tasks}


def colorway_for_photo(colorway: Colorway, photo: Photo) -> Colorway:
    """Return the colorway with options that the photo's engine offers; the hosted service has fewer."""
    if photo.engine == EngineName.LOCAL:
        return colorway
    is_original = colorway.image_quality == RecolorTask.Quality.ORIGINAL
    quality = RecolorTask.Quality.TWO_K if is_original else colorway.image_quality
    changes = [{**change, "protect_details": True} for change in colorway.changes]
    return Colorway(changes, quality, colorway.output_format)


def _with_copied_colors(colorway: Colorway, swatches: Mapping[str, str]) -> Colorway:
    """Return the colorway with hex codes for words that mean another color, or none, since they were copied."""
    changes = [
        change
        if _meaning(change["color"], swatches) == change["color_hex"]
        else {**change, "color": change["color_hex"]}
        for change in colorway.changes
    ]
    return replace(colorway, changes=changes)


def _meaning(color: str, swatches: Mapping[str, str]) -> str:
    try:
        return parse_color(color, swatches).hex
    except ColorError:
        return ""
