"""Queries whose statement is built once, for calls that programs repeat all the time.

Building the statement of a short query takes Django ten times as long as running it.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Generic, TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


class PreparedQuery(Generic[Row]):
    """A query of one table for the rows with given numbers.

    Parameters
    ----------
    build
        Returns the query for values, each of which it uses once, in their order.
    count
        The number of values.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], count: int) -> None:
        self._build, self._count = build, count

    @cached_property
    def _prepared(self) -> tuple[type[Row], str]:
        values = tuple(range(1, self._count + 1))
        query = self._build(*values)
        statement, parameters = query.query.sql_with_params()
        assert parameters == values, "the statement has other parameters, or in another order"
        return query.model, statement

    def rows(self, *values: int) -> list[Row]:
        """Return the rows for the values."""
        model, statement = self._prepared
        return list(model._default_manager.raw(statement, values))
