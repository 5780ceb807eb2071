"""Changing many rows in portions: short transactions, so that no other writer waits for long."""

from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction

ROWS_AT_ONCE = 100
_Row = TypeVar("_Row", bound=models.Model)


def work_in_portions(rows: models.QuerySet[_Row], work: Callable[[list[_Row]], object]) -> int:
    """Call `work` for the rows of a query, some in each transaction, and return the number of rows.

    A process that is killed in between has done whole portions, and the next one goes on. The rows of each portion are
    read anew, so that what is restored in the meantime stays, and without those that another transaction is changing.

    work: deletes some rows or changes them, so that the query no longer returns them.
    """
    count = 0
    while True:
        with transaction.atomic():
            portion = list(rows.select_for_update(of=("self",), skip_locked=True)[:ROWS_AT_ONCE])
            if not portion:
                return count
            work(portion)
        count += len(portion)


def delete_in_portions(rows: models.QuerySet[_Row]) -> int:
    """Delete the rows of a query, which have no files, in portions; return their number."""
    everything = rows.model._base_manager
    return work_in_portions(rows, lambda portion: everything.filter(pk__in=[row.pk for row in portion]).delete())
