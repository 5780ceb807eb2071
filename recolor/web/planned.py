"""Planned results as the pages of a new batch and of pasting show them: which are ticked, and their remarks."""

from collections.abc import Iterable, Sequence

from django.http import QueryDict

from .. import services


def ticked_cells(cells: Iterable[services.Cell], sent: QueryDict | None) -> set[str]:
    """Return the keys of the ticked cells. sent: the form that was refused, whose ticks are shown again."""
    return {cell.key for cell in cells if cell.is_suggested} if sent is None else set(sent.getlist("cell"))


def common_cell(cells: Sequence[services.Cell]) -> services.Cell | None:
    """Return the first of a photo's cells if all have the same remarks, which the page then shows once."""
    remarks = [(cell.problems, cell.notes, cell.doubtful, cell.unlisted) for cell in cells]
    return cells[0] if remarks and all(each == remarks[0] for each in remarks) else None


def unlisted_count(cells: Iterable[services.Cell]) -> int:
    """Return the number of cells that are not ticked because they name a garment that was not found."""
    return sum(bool(cell.unlisted) and not cell.exists for cell in cells)
