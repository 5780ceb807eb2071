"""Rows that people order: garments, palettes and swatches. Their column `position` holds the order."""

from collections.abc import Iterable
from typing import TypeVar

from django.db import transaction
from django.db.models import QuerySet

from ..models import Garment, Palette, Swatch

Row = TypeVar("Row", Garment, Palette, Swatch)


def move(rows: QuerySet[Row], row: Row, steps: int) -> None:
    """Move one of sorted rows by a number of steps, towards the first one if negative, and store the order."""
    with transaction.atomic():
        order = list(rows)
        index = order.index(row)
        order.insert(max(0, index + steps), order.pop(index))
        store_order(rows, order)


def store_order(rows: QuerySet[Row], order: Iterable[Row]) -> None:
    """Give rows, all of the query `rows`, positions in this order."""
    ordered = list(order)
    for position, row in enumerate(ordered):
        row.position = position
    rows.bulk_update(ordered, ["position"])
