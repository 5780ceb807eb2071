"""The rows before and after a row in a sorted list."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet


class Neighbors(NamedTuple):
    """The ids of two rows; None at an end of the list, and for a row that does not exist."""

    before: int | None
    after: int | None


def neighbors(rows: QuerySet[Any], pk: int) -> Neighbors:
    """Return the ids of the rows before and after the row with an id, in the order of the rows.

    The row itself may have left the list, such as an approved result a list of those to review: its neighbors are the
    rows at the place that it would have there. The order is one or two fields, without empty values; an index of them
    gives the answer without reading the rest.
    """
    # The ids of tasks and those in their joined color changes are the same, see `filters._order`.
    order = [
        str(field).replace("color_changes__task_id", "id") for field in rows.query.order_by or rows.model._meta.ordering
    ]
    rows = rows.prefetch_related(None).order_by()
    names = [field.removeprefix("-") for field in order]
    # An order by an annotation, such as the name in lower case.
    annotated = {name: rows.query.annotations[name] for name in names if name in rows.query.annotations}
    values = rows.model._default_manager.annotate(**annotated).filter(pk=pk).values_list(*names).first()
    if values is None:
        return Neighbors(None, None)
    return Neighbors(_next(rows, _reversed(order), values), _next(rows, order, values))


def _reversed(order: Sequence[str]) -> list[str]:
    return [field.removeprefix("-") if field.startswith("-") else f"-{field}" for field in order]


def _next(rows: QuerySet[Any], order: Sequence[str], values: Sequence[Any]) -> int | None:
    """Return the id of the first row that comes after a row with these values of the order's fields."""
    names = [field.removeprefix("-") for field in order]
    operators = ["lt" if field.startswith("-") else "gt" for field in order]
    behind = Q(**{f"{names[0]}__{operators[0]}": values[0]})
    if len(order) > 1:
        equal = Q(**{names[0]: values[0], f"{names[1]}__{operators[1]}": values[1]})
        # The first condition follows from the second, but only the first can be looked up in an index.
        behind = Q(**{f"{names[0]}__{operators[0]}e": values[0]}) & (behind | equal)
    found: int | None = rows.filter(behind).order_by(*order).values_list("pk", flat=True).first()
    return found
