"""Changing many rows in portions: short transactions, so that no other writer waits for long."""

import time
from collections.abc import Callable
from typing import TypeVar

from django.db import models, transaction

ROWS_AT_ONCE = 100
_PAUSE = 0.15  # seconds between portions: on SQLite, those who wait to write look every 0.1 s whether they may
_Row = TypeVar("_Row", bound=models.Model)


def work_in_portions(rows: models.QuerySet[_Row], work: Callable[[list[_Row]], object]) -> int:
    """Call `work` for the rows of a query, some in each transaction, and return the number of rows.

    A process that is killed in between has done whole portions, and the next one goes on. The rows of each portion are
    read anew, so that what is restored in the meantime stays, and without those that another transaction is changing.

    work: deletes some rows or changes them, so that the query no longer returns them.
    """
    count = 0
    while True:
        begun = time.monotonic()
        with transaction.atomic():
            portion = list(rows.select_for_update(of=("self",), skip_locked=True)[:ROWS_AT_ONCE])
            if portion:
                work(portion)
        count += len(portion)
        if len(portion) < ROWS_AT_ONCE:
            return count
        if time.monotonic() - begun > _PAUSE:  # after shorter ones, others find their turn soon enough
            _let_others_write()


def each_in_portions(rows: models.QuerySet[_Row], work: Callable[[_Row], bool]) -> int:
    """Call `work` once for each row that a query returns, some in each transaction; return how often it was done.

    See `once_in_portions`. work: changes a row, or returns False.
    """
    return once_in_portions(rows, lambda portion: sum(work(row) for row in portion))


def once_in_portions(rows: models.QuerySet[_Row], work: Callable[[list[_Row]], int]) -> int:
    """Call `work` with each row that a query returns once, some in each transaction; return the sum of what it returns.

    Unlike `work_in_portions`, it ends if rows that have been changed match the query again, such as tasks that are
    tried again and fail. The rows of each portion are read anew, without those that no longer match.

    In a transaction of the caller, the portions are one.

    work: changes rows, and returns their number.
    """
    ids = list(rows.values_list("pk", flat=True))
    count = 0
    for start in range(0, len(ids), ROWS_AT_ONCE):
        if start:
            _let_others_write()
        with transaction.atomic():
            count += work(list(rows.filter(pk__in=ids[start : start + ROWS_AT_ONCE])))
    return count


def _let_others_write() -> None:
    if not transaction.get_connection().in_atomic_block:  # which would be held during the pause
        time.sleep(_PAUSE)


def delete_in_portions(rows: models.QuerySet[_Row]) -> int:
    """Delete the rows of a query, which have no files, in portions; return their number."""
    everything = rows.model._base_manager
    return work_in_portions(rows, lambda portion: everything.filter(pk__in=[row.pk for row in portion]).delete())
