"""Queries whose statement is built once, for what programs ask, and workers do, all the time.

Building the statement of a short query takes Django ten times as long as running it.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import QuerySet
from django.db.models.query import ModelIterable, get_related_populators

Row = TypeVar("Row")


class PreparedQuery(Generic[Row]):
    """A query for given values, with the rows that it selects along; what it prefetches is left out.

    Parameters
    ----------
    build
        Returns the query for values, each of which it uses once. Its rows are objects, or tuples after `values_list`.
    examples
        Such values, different from each other and from all others in the query; the statement is built with them.
        All values reach the driver of the database without Django's conversion, so only integers and texts work.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], *examples: Any) -> None:
        self._build, self._examples = build, examples
        self._statements = threading.local()  # a statement belongs to the connection of a thread

    def rows(self, *values: Any) -> list[Row]:
        """Return the rows for the values."""
        if not hasattr(self._statements, "own"):
            self._statements.own = _Statement(self._build(*self._examples), self._examples)
        rows: list[Row] = self._statements.own.rows(values)
        return rows


class _Statement(Generic[Row]):
    """The statement of a query for the database of this thread, and what turns what it finds into rows."""

    def __init__(self, query: QuerySet[Any, Row], examples: tuple[Any, ...]) -> None:
        self._model = query.model
        self._connection = connections[DEFAULT_DB_ALIAS]
        self._compiler = query.query.get_compiler(connection=self._connection)
        self._text, parameters = self._compiler.as_sql()
        self._parameters = list(parameters)
        assert all(self._parameters.count(each) == 1 for each in examples), "the statement must have each value once"
        self._places = [self._parameters.index(each) for each in examples]
        select = self._compiler.select
        columns = [column for column, _sql, _alias in select]
        self._converters = self._compiler.get_converters(columns)
        self._makes_objects = issubclass(query._iterable_class, ModelIterable)  # not after `values_list`
        if self._makes_objects:
            info: Any = self._compiler.klass_info
            self._names = [columns[index].target.attname for index in info["select_fields"]]
            # The stub is that of a later Django.
            self._related = get_related_populators(info, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]

    def rows(self, values: tuple[Any, ...]) -> list[Any]:
        parameters = list(self._parameters)
        for place, value in zip(self._places, values, strict=True):
            parameters[place] = value
        with self._connection.cursor() as cursor:
            cursor.execute(self._text, parameters)
            found = self._compiler.apply_converters(cursor.fetchall(), self._converters)
            return [self._object(row) if self._makes_objects else tuple(row) for row in found]

    def _object(self, values: list[Any]) -> Any:
        row = self._model.from_db(DEFAULT_DB_ALIAS, self._names, values[: len(self._names)])
        for related in self._related:
            related.populate(values, row)
        return row
