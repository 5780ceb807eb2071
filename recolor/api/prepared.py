"""Queries whose statement is built once, for calls that programs repeat all the time.

Building the statement of a short query takes Django ten times as long as running it.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import ForeignKey, Model, QuerySet

Row = TypeVar("Row", bound=Model)


class PreparedQuery(Generic[Row]):
    """A query of one table, and perhaps a related one, for given values.

    Parameters
    ----------
    build
        Returns the query for values, each of which it uses once, in their order.
    examples
        Such values, different from each other; the statement is built with them.
    related
        The name of the only foreign key that the query selects, which is never null.
    """

    def __init__(self, build: Callable[..., QuerySet[Row]], *examples: Any, related: str = "") -> None:
        self._build, self._examples, self._related = build, examples, related
        self._statements = threading.local()  # a statement belongs to the connection of a thread

    def rows(self, *values: Any) -> list[Row]:
        """Return the rows for the values."""
        if not hasattr(self._statements, "own"):
            self._statements.own = _Statement(self._build(*self._examples), self._examples, self._related)
        rows: list[Row] = self._statements.own.rows(values)
        return rows


class _Statement(Generic[Row]):
    """The statement of a query for the database of this thread, and what turns what it finds into rows."""

    def __init__(self, query: QuerySet[Row], examples: tuple[Any, ...], related: str) -> None:
        self._model = query.model
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._compiler = query.query.get_compiler(connection=self._connection)
        self._text, parameters = self._compiler.as_sql()
        assert tuple(parameters) == examples, "the statement has other parameters, or in another order"
        columns = [column for column, _sql, _alias in self._compiler.select]
        self._converters = self._compiler.get_converters(columns)
        self._names = [column.target.attname for column in columns if column.target.model is self._model]
        field = self._model._meta.get_field(related) if related else None
        assert field is None or isinstance(field, ForeignKey)
        self._field = field
        self._names_of_related = [column.target.attname for column in columns[len(self._names) :]]

    def rows(self, values: tuple[Any, ...]) -> list[Row]:
        with self._connection.cursor() as cursor:
            cursor.execute(self._text, values)
            found = self._compiler.apply_converters(cursor.fetchall(), self._converters)
            return [self._row(row) for row in found]

    def _row(self, values: list[Any]) -> Row:
        own = len(self._names)
        row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, values[:own])
        if self._field:
            related = self._field.related_model.from_db(DEFAULT_DB_ALIAS, self._names_of_related, values[own:])
            setattr(row, self._field.name, related)
        return row
