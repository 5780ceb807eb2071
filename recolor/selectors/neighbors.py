"""The rows before and after a row in a sorted list."""

from typing import Any, NamedTuple

from django.db.models import QuerySet, Window
from django.db.models.functions import Lag, Lead


class Neighbors(NamedTuple):
    """The ids of two rows; None at an end of the list, and for a row that is not in it."""

    before: int | None
    after: int | None


def neighbors(rows: QuerySet[Any], pk: int) -> Neighbors:
    """Return the ids of the rows before and after the row with an id, in the order of the rows."""
    order = list(rows.query.order_by or rows.model._meta.ordering)
    unsorted = rows.prefetch_related(None).order_by()
    if order == ["-id"]:  # by far the most frequent order, which the primary key's index serves
        before, after = unsorted.filter(pk__gt=pk).order_by("pk"), unsorted.filter(pk__lt=pk).order_by("-pk")
    else:
        # The row before is the one that is followed by this one.
        before, after = (
            unsorted.annotate(neighbor=Window(function("pk"), order_by=order)).filter(neighbor=pk)
            for function in (Lead, Lag)
        )
    return Neighbors(*(found.values_list("pk", flat=True).first() for found in (before, after)))
