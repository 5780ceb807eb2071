"""Pages of long lists, whose time does not grow with the list."""

import hashlib
from functools import cached_property
from typing import Any

from django.core.cache import cache
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet

COUNTED = 10_000  # rows that are counted exactly
_LONG_SECONDS = 600  # for which a list counts as longer than that after it was counted


class LongListPaginator(Paginator[Any]):
    """Pages of the rows of a query. A page is found by ids alone, so that skipped rows are not read and joined.

    count: the number of rows, if it is known; else they are counted.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, count: int | None = None) -> None:
        super().__init__(rows, per_page)
        self.rows, self._known_count = rows, count

    @cached_property
    def count(self) -> int:
        return self.rows.order_by().count() if self._known_count is None else self._known_count

    def page(self, number: Any) -> Page[Any]:
        number = self.validate_number(number)
        start = (number - 1) * self.per_page
        ids = list(self.rows.values_list("pk", flat=True)[start : start + self.per_page])
        found = self.rows.order_by().in_bulk(ids)
        return Page([found[pk] for pk in ids if pk in found], number, self)


class BoundedPaginator(LongListPaginator):
    """Pages of a list for people: rows are counted up to `COUNTED`, or to the end of the requested page.

    requested: the number of the page that is asked for, of any type.
    """

    def __init__(self, rows: QuerySet[Any], per_page: int, requested: Any, count: int | None = None) -> None:
        super().__init__(rows, per_page, count)
        page = int(requested) if str(requested).isdecimal() and len(str(requested)) < 10 else 1
        self.limit = max(COUNTED, page * per_page)

    @cached_property
    def count(self) -> int:
        if self._known_count is not None:
            return self._known_count
        if self.rows.query.is_empty():
            return 0
        # That a list is longer than the limit stays true for a while; then it is not counted for every page of it.
        key = f"long-list-{hashlib.sha256(str(self.rows.query).encode()).hexdigest()}-{self.limit}"
        if cache.get(key):
            return self.limit + 1
        # One more than the limit, so that the requested page has a next one. The order makes the database use the same
        # index as for the page.
        count = self.rows[: self.limit + 1].count()
        if count > self.limit:
            cache.set(key, True, _LONG_SECONDS)
        return count

    @property
    def is_bounded(self) -> bool:
        """Whether there are more rows than `limit`, which are not counted."""
        return self._known_count is None and self.count > self.limit
