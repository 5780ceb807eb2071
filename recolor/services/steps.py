"""Changing many rows in steps: short transactions, so that no other writer waits for long."""

from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction

ROWS_AT_ONCE = 100
_Row = TypeVar("_Row", bound=models.Model)


def work_in_steps(rows: models.QuerySet[_Row], work: Callable[[list[_Row]], object]) -> int:
    """Call `work` for the rows of a query, some in each transaction, and return the number of rows.

    A process that is killed in between has done whole steps, and the next one goes on. Each step reads its rows anew,
    so that what is restored in the meantime stays. It leaves out rows that another transaction is changing.

    work: deletes some rows or changes them, so that the query no longer returns them.
    """
    count = 0
    while True:
        with transaction.atomic():
            step = list(rows.select_for_update(of=("self",), skip_locked=True)[:ROWS_AT_ONCE])
            if not step:
                return count
            work(step)
        count += len(step)


def delete_in_steps(rows: models.QuerySet[_Row]) -> int:
    """Delete the rows of a query, which have no files, in steps; return their number."""
    everything = rows.model._base_manager
    return work_in_steps(rows, lambda step: everything.filter(pk__in=[row.pk for row in step]).delete())
