"""The color rows of the recolor form: reading them, and showing them again with what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from ...engine import Layer, find_layer
from ...engines.targets import layers_of, matching_garments
from ...exceptions import ChangeProblem
from ...models import Garment, Photo

MAX_LENGTH = 80  # characters of a target and of a color
_FIELDS = ("target", "layer", "color")  # of a row
# The other fields of the form.
OPTIONS = ("image_quality", "output_format", "recolor_details", "sharpen", "refine_edges", "replaces")
EMPTY_ROWS = 1  # rows for garments that are not listed; one more if none is listed


@dataclass
class Row:
    """A row of the form.

    Attributes
    ----------
    number
        Its index among the rows, which the buttons that choose a garment send.
    garment
        The garment of the photo that it is for; None if the garment is typed.
    layer
        The color layer of the garment that it is for; None for the whole garment.
    typed_layer
        The color layer that was asked for, in words, if the row is not that of a listed one: the color was copied from
        another photo, for example, the layers are not known yet, or two colors were asked for it. Another one is chosen
        in the row.
    layers
        The rows of the garment's color layers, which follow it; empty for a plain garment.
    target, color
        The values of its fields.
    sent
        The change that it shows, as it was sent: its target may be another name of the garment. None for other rows.
    problem
        What is wrong with it, if anything.
    choices
        The garments of the photo that the target may mean, if it may mean several.
    suggestions
        What its field that is wrong probably means.
    to_mark
        Whether the photo has no garment of its target, which was refused, so that one can be marked.
    focus
        Whether its color field gets the focus.
    """

    number: int
    garment: Garment | None = None
    target: str = ""
    layer: Layer | None = None
    typed_layer: str = ""
    layers: Sequence["Row"] = ()
    color: str = ""
    sent: dict[str, str] | None = None
    problem: ChangeProblem | None = None
    choices: Sequence[Garment] = ()
    suggestions: Sequence[str] = ()
    to_mark: bool = False
    focus: bool = False

    @property
    def name(self) -> str:
        """What is recolored, in words, such as “t-shirt stripes white”."""
        return f"{self.target} {self.layer.label if self.layer else self.typed_layer}".strip()

    @property
    def current_color(self) -> str:
        """The color in the photo, '#rrggbb'; empty if the garment is typed."""
        if self.layer:
            return self.layer.color
        return self.garment.color if self.garment else ""

    @property
    def offered_layers(self) -> list[Layer]:
        """The color layers of its garment; empty for a plain garment, and while they are not known."""
        layers = layers_of(self.garment) if self.garment else []
        return layers if len(layers) > 1 else []

    @property
    def listed_layer(self) -> str:
        """The name of the offered color layer that `typed_layer` means, for which there is another row; else empty."""
        layer = find_layer(self.offered_layers, self.typed_layer)
        return layer.name if layer else ""

    @property
    def shows_layers(self) -> bool:
        """Whether something was entered into a row of its color layers."""
        return any(row.color or row.problem for row in self.layers)


def color_rows(data: QueryDict) -> list[dict[str, str]]:
    """Return the rows of the recolor form that have a color, each a `target`, a `layer` and a `color`.

    These fields occur once per row, in the same order; `layer` may be missing in all of them. `choose`, the number of a
    row and the name of a garment, replaces the target of this row.
    """
    targets = data.getlist("target")
    number, _separator, name = data.get("choose", "").partition(":")
    if number.isdecimal() and int(number) < len(targets):
        targets[int(number)] = name
    layers = [*data.getlist("layer"), *[""] * len(targets)]
    fields = zip(targets, layers, data.getlist("color"), strict=False)
    rows = [dict(zip(_FIELDS, (value.strip()[:MAX_LENGTH] for value in row), strict=True)) for row in fields]
    return [row for row in rows if row["color"]]


def form_query(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was entered into the recolor form as the fields of an address, which opens the form with it."""
    changes = color_rows(data)
    names = [name for name in _FIELDS if name != "layer" or any(change["layer"] for change in changes)]
    rows = [(name, change[name]) for change in changes for name in names]
    return rows + [(name, str(data[name])[:MAX_LENGTH]) for name in OPTIONS if data.get(name)]


def form_rows(photo: Photo, changes: Sequence[dict[str, str]], problems: Sequence[ChangeProblem] = ()) -> list[Row]:
    """Return the form's rows: the photo's garments with their requested colors, other targets, empty rows.

    problems: what is wrong with the changes.
    """
    garments = list(photo.garments.all())
    rows = _garment_rows(garments)
    row_of = {(row.garment.pk, row.layer.name if row.layer else ""): row for row in rows if row.garment}
    for index, change in enumerate(changes):
        problem = _problem_of(index, problems)
        matches = matching_garments(change["target"], garments)
        # Only one change goes into the row of a garment; others stay as they were typed.
        layer = change.get("layer", "")
        row = row_of.pop((matches[0].pk, _listed_layer(matches[0], layer)), None) if len(matches) == 1 else None
        if row is None and layer and len(matches) == 1:
            row = Row(0, matches[0], matches[0].name, typed_layer=layer)
            rows.insert(1 + max(place for place, each in enumerate(rows) if each.garment == matches[0]), row)
        elif row is None:
            row = Row(0, None, change["target"], typed_layer=layer)
            rows.append(row)
        row.color, row.sent, row.problem = change["color"], change, problem
        row.to_mark = bool(change["target"]) and not matches and problem is not None and problem.field == "target"
        row.suggestions = _suggestions(problem, garments)
        row.choices = [garment for garment in garments if problem and garment.name in problem.choices]
    for _index in range(EMPTY_ROWS if rows else EMPTY_ROWS + 1):
        rows.append(Row(0))
    for number, row in enumerate(rows):
        row.number = number
    return rows


def _garment_rows(garments: Sequence[Garment]) -> list[Row]:
    """Return a row for each garment, followed by those of its color layers if it has several."""
    rows: list[Row] = []
    for garment in garments:
        row = Row(0, garment, garment.name)
        row.layers = [Row(0, garment, garment.name, layer) for layer in row.offered_layers]
        rows += [row, *row.layers]
    return rows


def _listed_layer(garment: Garment, text: str) -> str:
    """Return the name of the color layer that a text means, empty for all of the garment, as the only layer is."""
    layers = layers_of(garment)
    layer = find_layer(layers, text)
    if layer is None:
        return text
    return layer.name if len(layers) > 1 else ""


def _suggestions(problem: ChangeProblem | None, garments: Sequence[Garment]) -> Sequence[str]:
    """Return what a mistyped garment or color probably means; nothing that other rows or buttons offer already."""
    if problem is None or problem.choices or problem.field == "layer":
        return []
    listed = {garment.name for garment in garments}
    return [] if listed.issuperset(problem.suggestions) else problem.suggestions


def _problem_of(index: int, problems: Sequence[ChangeProblem]) -> ChangeProblem | None:
    return next((problem for problem in problems if problem.position == index), None)
