"""The color rows of the recolor form: reading them, and showing them again with what is wrong with them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from ...engines.targets import matching_garments
from ...exceptions import ChangeProblem
from ...models import Garment, Photo

MAX_LENGTH = 80  # characters of a target and of a color
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
    target, color
        The values of its fields.
    problem
        What is wrong with it, if anything.
    choices
        The garments of the photo that the target may mean, if it may mean several.
    focus
        Whether its color field gets the focus.
    """

    number: int
    garment: Garment | None = None
    target: str = ""
    color: str = ""
    problem: ChangeProblem | None = None
    choices: Sequence[Garment] = ()
    focus: bool = False


def color_rows(data: QueryDict) -> list[dict[str, str]]:
    """Return the rows of the recolor form that have a color, each a `target` and a `color`.

    The fields `target` and `color` occur once per row, in the same order. `choose`, the number of a row and the name of
    a garment, replaces the target of this row.
    """
    targets = data.getlist("target")
    number, _separator, name = data.get("choose", "").partition(":")
    if number.isdecimal() and int(number) < len(targets):
        targets[int(number)] = name
    pairs = zip(targets, data.getlist("color"), strict=False)
    rows = [{"target": target.strip()[:MAX_LENGTH], "color": color.strip()[:MAX_LENGTH]} for target, color in pairs]
    return [row for row in rows if row["color"]]


def form_query(data: QueryDict) -> list[tuple[str, str]]:
    """Return what was entered into the recolor form as the fields of an address, which opens the form with it."""
    rows = [(name, row[name]) for row in color_rows(data) for name in ("target", "color")]
    return rows + [(name, str(data[name])[:MAX_LENGTH]) for name in OPTIONS if data.get(name)]


def form_rows(photo: Photo, changes: Sequence[dict[str, str]], problems: Sequence[ChangeProblem] = ()) -> list[Row]:
    """Return the form's rows: the photo's garments with their requested colors, other targets, empty rows.

    problems: what is wrong with the changes.
    """
    garments = list(photo.garments.all())
    rows = [Row(number, garment, garment.name) for number, garment in enumerate(garments)]
    row_of = {garment.pk: row for garment, row in zip(garments, rows, strict=True)}
    for index, change in enumerate(changes):
        problem = _problem_of(index, problems)
        matches = matching_garments(change["target"], garments)
        # Only one change goes into the row of a garment; others stay as they were typed.
        row = row_of.pop(matches[0].pk, None) if len(matches) == 1 else None
        if row is None:
            row = Row(len(rows), None, change["target"])
            rows.append(row)
        row.color, row.problem = change["color"], problem
        row.choices = [garment for garment in garments if problem and garment.name in problem.choices]
    for _index in range(EMPTY_ROWS if rows else EMPTY_ROWS + 1):
        rows.append(Row(len(rows)))
    return rows


def _problem_of(index: int, problems: Sequence[ChangeProblem]) -> ChangeProblem | None:
    return next((problem for problem in problems if problem.position == index), None)
