"""What starting a sheet would do, row by row; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from ..engine.errors import ColorError
from ..engines.targets import distinct_changes
from ..exceptions import ChangeProblem
from ..file_names import MAXIMUM_SKU, MAXIMUM_VIEW, PhotoIdentity
from ..models import EngineName, Photo, RecolorTask, Sheet
from ..sheet_files import ChangeFields, change_fields
from .colorways import Colorway, colorway_for_photo, doubtful_garments, existing_results, photo_fields, target_notes
from .sheet_photos import PhotoIndex, UnknownPhoto
from .task_creation import RequestChecks, TaskRequest

_MAX_NAME = 80  # characters of a result's name
_SUGGESTIONS = 6
_Change = tuple[ChangeFields, dict[str, Any]]  # the columns of a color change, and what they ask for


@dataclass(frozen=True)
class CellProblem:
    """What is wrong with a cell. suggestions: values that would be right."""

    field: str
    text: str
    suggestions: Sequence[str] = ()


@dataclass
class PlannedRow:
    """What a row would do.

    index: its place in `Sheet.rows`. line: its number in the file. problems: why it cannot be made. notes: what else a
    person should know. requests: fields of a `TaskRequest` for each result. existing: the number of results that are
    left out because they exist. doubtful: pairs of a photo and a garment whose outline should be checked. identified:
    the photos that get another SKU or view.
    """

    index: int
    line: int
    cells: dict[str, str]
    problems: list[CellProblem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    photos: list[Photo] = field(default_factory=list)
    colors: dict[str, str] = field(default_factory=dict)  # '#rrggbb' by field
    requests: list[dict[str, Any]] = field(default_factory=list)
    existing: int = 0
    doubtful: list[tuple[Photo, str]] = field(default_factory=list)
    identified: list[Photo] = field(default_factory=list)
    wanted: list[tuple[Photo, Colorway]] = field(default_factory=list)

    def add_problem(self, field_name: str, text: str, suggestions: Sequence[str] = ()) -> None:
        """Add a problem once; a row without this cell shows it at the first one."""
        name = field_name if field_name in self.cells else next(iter(self.cells))
        problem = CellProblem(name, text, tuple(dict.fromkeys(suggestions))[:_SUGGESTIONS])
        if problem not in self.problems:
            self.problems.append(problem)


@dataclass(frozen=True)
class SheetPlan:
    """What a sheet would do. identities: the new SKUs and views of photos, by their ids."""

    rows: list[PlannedRow]
    identities: dict[int, PhotoIdentity]

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [request for row in self.rows for request in row.requests]

    @property
    def wrong(self) -> list[PlannedRow]:
        """The rows with problems, of which nothing is made."""
        return [row for row in self.rows if row.problems]

    @property
    def existing(self) -> int:
        return sum(row.existing for row in self.rows)


def sheet_plan(sheet: Sheet, *, repeat: bool = False) -> SheetPlan:
    """Return what starting a sheet would do. repeat: also make results that a photo has already."""
    return _Planner(sheet, repeat).plan()


class _Planner:
    def __init__(self, sheet: Sheet, repeat: bool) -> None:
        self._workspace, self._repeat = sheet.workspace, repeat
        self._fields = change_fields(sheet.columns)
        self._checks = RequestChecks(sheet.workspace.swatch_colors())
        self._photos: dict[int, Photo] = {}
        self._set: dict[tuple[int, str], tuple[str, int]] = {}  # photo, "sku" or "view": the value, and its line
        self._rows = [
            PlannedRow(index, line, dict(zip(sheet.columns, cells, strict=True)))
            for index, (line, cells) in enumerate(sheet.rows)
        ]

    def plan(self) -> SheetPlan:
        index = PhotoIndex(self._workspace)
        ids = {row.index: self._find_photos(row, index) for row in self._rows}
        usable = Photo.objects.visible_in(self._workspace).filter(trashed_at=None).prefetch_related("garments")
        self._photos = usable.in_bulk({pk for found in ids.values() for pk in found})
        for row in self._rows:
            row.photos = [self._photos[pk] for pk in ids[row.index] if pk in self._photos]
            self._check(row)
        wrong = {row.line for row in self._rows if row.problems}
        self._set = {key: (value, line) for key, (value, line) in self._set.items() if line not in wrong}
        self._decide()
        identities = {pk: self._identity(self._photos[pk]) for pk, _field in self._set}
        return SheetPlan(self._rows, identities)

    def _find_photos(self, row: PlannedRow, index: PhotoIndex) -> list[int]:
        photo, sku, view = (row.cells.get(name, "") for name in ("photo", "sku", "view"))
        try:
            return index.find(photo, sku, view)
        except UnknownPhoto as error:
            row.add_problem(error.field, str(error), error.suggestions)
            return []

    def _check(self, row: PlannedRow) -> None:
        """Add the problems of a row, and what it wants if it has none."""
        if len(row.cells.get("name", "")) > _MAX_NAME:
            text = _("The name is too long. Use at most %(count)s characters.")
            row.add_problem("name", text % {"count": _MAX_NAME})
        quality = self._quality(row)
        changes = self._changes(row)
        self._check_colors(row, changes)
        if row.cells.get("photo"):
            self._identify(row)
        if changes:
            self._check_photos(row, changes, quality)
        elif not row.problems and not row.identified and not (row.cells.get("photo") and _sets_identity(row)):
            first, second = (self._fields[0].target, self._fields[0].color) if self._fields else ("sku", "view")
            empty = first if not row.cells.get(first) else second
            row.add_problem(empty, _("This row asks for nothing."), self._garments(row) if self._fields else ())

    def _quality(self, row: PlannedRow) -> str:
        """Return the size that a row names; empty if it names none."""
        text = row.cells.get("quality", "").casefold().replace(" ", "")
        if text and text not in RecolorTask.Quality.values:
            row.add_problem("quality", _("Enter 2k, 4k or original."), RecolorTask.Quality.values)
            return ""
        return text

    def _changes(self, row: PlannedRow) -> list[_Change]:
        """Return the color changes that a row asks for."""
        changes = []
        for fields in self._fields:
            target, layer, color = (row.cells.get(name, "") for name in fields)
            if target and color:
                change = {"target": target, "layer": layer, "color": color, "color_hex": "", "protect_details": True}
                changes.append((fields, change))
            elif color:
                text = _("Which garment should become “%(color)s”?") % {"color": color}
                row.add_problem(fields.target, text, self._garments(row))
            elif target:
                row.add_problem(fields.color, _("Which color should “%(target)s” get?") % {"target": target})
            elif layer:
                text = _("Which garment has the color layer “%(layer)s”?") % {"layer": layer}
                row.add_problem(fields.target, text, self._garments(row))
        return changes

    def _check_colors(self, row: PlannedRow, changes: Sequence[_Change]) -> None:
        for fields, change in changes:
            try:
                change["color_hex"] = row.colors[fields.color] = self._checks.color_hex(change["color"])
            except ColorError as error:
                row.add_problem(fields.color, str(error), error.suggestions)

    def _identify(self, row: PlannedRow) -> None:
        """Note the SKU and the view that a row gives its photos."""
        for name, longest in (("sku", MAXIMUM_SKU), ("view", MAXIMUM_VIEW)):
            value = row.cells.get(name, "")
            if len(value) > longest:
                text = _("Use at most %(count)s characters.")
                row.add_problem(name, text % {"count": longest})
            elif value:
                self._set_identity(row, name, value)
        row.identified = [photo for photo in row.photos if self._identity(photo) != (photo.sku, photo.view)]

    def _set_identity(self, row: PlannedRow, name: str, value: str) -> None:
        for photo in row.photos:
            if photo.engine == EngineName.HOSTED:
                row.add_problem(name, _("Photos at the hosted service have no SKU and no view. Empty this cell."))
                continue
            if value.casefold() == getattr(photo, name).casefold():
                continue
            first, line = self._set.setdefault((photo.pk, name), (value, row.line))
            if first != value:
                text = _("Row %(line)s gives this photo “%(value)s”. Enter the same in both.")
                row.add_problem(name, text % {"line": line, "value": first}, [first])

    def _identity(self, photo: Photo) -> PhotoIdentity:
        values = (self._set.get((photo.pk, name), (getattr(photo, name), 0))[0] for name in ("sku", "view"))
        return PhotoIdentity(*values)

    def _check_photos(self, row: PlannedRow, changes: Sequence[_Change], quality: str) -> None:
        """Check the changes on each photo. If some photos of an SKU do not show a garment, only these are left out."""
        left_out: list[tuple[Photo, list[CellProblem]]] = []
        for photo in row.photos:
            kept = distinct_changes([change for _names, change in changes], list(photo.garments.all()))
            fields = [changes[position][0] for position in kept]
            colorway = self._colorway(photo, [changes[position][1] for position in kept], quality)
            try:
                rows = self._checks.changes(self._request(photo, colorway))
            except ValidationError as error:
                left_out.append((photo, self._problems(photo, error, fields)))
                continue
            named = [
                {**change, "layer": read.layer, "color_hex": read.color_hex}
                for change, read in zip(colorway.changes, rows, strict=True)
            ]
            row.wanted.append((photo, Colorway(named, colorway.image_quality, colorway.output_format)))
        for photo, problems in left_out:
            for problem in problems:
                if row.wanted:
                    row.notes.append(f"{photo}: {problem.text}")
                else:
                    row.add_problem(problem.field, problem.text, problem.suggestions)

    def _colorway(self, photo: Photo, changes: Sequence[dict[str, Any]], quality: str) -> Colorway:
        colorway = Colorway(changes, quality or self._workspace.default_quality, self._workspace.default_format)
        return colorway if quality else colorway_for_photo(colorway, photo)

    def _request(self, photo: Photo, colorway: Colorway) -> TaskRequest:
        return TaskRequest(colorway.changes, quality=colorway.image_quality, **photo_fields(photo))

    def _problems(self, photo: Photo, error: ValidationError, fields: Sequence[ChangeFields]) -> list[CellProblem]:
        """Return the problems of a request at their cells; those of colors are known already."""
        found = []
        for name, errors in error.error_dict.items():
            for each in errors:
                if not isinstance(each, ChangeProblem):
                    cell = "quality" if name == "image_quality" else fields[0].target
                    found.append(CellProblem(cell, " ".join(each.messages)))
                elif each.field == "target":
                    names = [garment.name for garment in photo.garments.all()]
                    cell, text = fields[each.position].target, " ".join(each.messages)
                    found.append(CellProblem(cell, text, [*each.suggestions, *names]))
                elif each.field == "layer":
                    found.append(CellProblem(fields[each.position].layer, " ".join(each.messages), each.suggestions))
        return found

    def _garments(self, row: PlannedRow) -> list[str]:
        return [garment.name for photo in row.photos for garment in photo.garments.all()]

    def _decide(self) -> None:
        """Turn what the rows want into requests: nothing twice, and nothing of rows with problems."""
        wanted = [each for row in self._rows for each in row.wanted]
        photos = list({photo.pk: photo for photo, _colorway in wanted}.values())
        existing = set() if self._repeat else existing_results([colorway for _photo, colorway in wanted], photos)
        lines: dict[object, int] = {}
        for row in self._rows:
            for photo, colorway in [] if row.problems else row.wanted:
                key = photo.pk, colorway.identity
                if (line := lines.setdefault(key, row.line)) != row.line:
                    row.notes.append(_("Row %(line)s asks for the same.") % {"line": line})
                elif key in existing:
                    row.existing += 1
                else:
                    row.requests.append(_request_fields(row, photo, colorway))
                    row.doubtful += [(photo, name) for name in doubtful_garments(photo, colorway.targets)]
                    row.notes += [note for note in target_notes(photo, colorway.targets) if note not in row.notes]


def _sets_identity(row: PlannedRow) -> bool:
    return bool(row.cells.get("sku") or row.cells.get("view"))


def _request_fields(row: PlannedRow, photo: Photo, colorway: Colorway) -> dict[str, Any]:
    return {
        "changes": colorway.changes,
        "quality": colorway.image_quality,
        "output_format": colorway.output_format,
        "name": row.cells.get("name", ""),
        **photo_fields(photo),
    }
