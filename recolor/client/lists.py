"""Lists of the Recolor API: the rows of all pages, each once."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

from .errors import NotFoundError, ServerError

PAGE_SIZE = 100  # rows of a page; our own servers send no more


class Listed(Protocol):
    """A row of a list."""

    @property
    def id(self) -> str:
        """Its id."""


Row = TypeVar("Row", bound=Listed)
ListPage = tuple[Sequence[Row], int, str | None]  # the rows, the number of rows on all pages, the next page's address


def all_rows(read_page: Callable[[int], ListPage[Row]]) -> Iterator[Row]:
    """Yield the rows of all pages, each once. A page is requested when its first row is consumed.

    Rows that leave the list meanwhile, because the caller deletes or changes them, move the others to earlier pages.
    Then the number of all rows has fallen, or a page has disappeared, and earlier pages are read again. Rows that
    enter a list at its start, as new ones do, move others to later pages, where they are left out.

    Parameters
    ----------
    read_page : callable
        Returns the page with a number, from 1.
    """
    seen: set[str] = set()
    number, size, count = 1, 1, 0
    new: Sequence[Row] = ()  # of the last page that was read
    while True:
        # Without new rows, the caller has changed nothing: a service that counts wrongly would be asked forever.
        may_go_back = number > 1 and bool(new)
        try:
            rows, left, following = read_page(number)
        except NotFoundError:
            if number == 1:
                raise
            if not may_go_back:
                return
            number -= 1
            continue
        fallen, count = count - left, left
        if fallen > 0 and may_go_back:
            number = max(1, number - math.ceil(fallen / size))
            continue
        new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in new)
        yield from new
        if not following or not rows:
            return
        number, size = number + 1, len(rows)


def listed(
    call: Callable[..., Any], path: str, read_row: Callable[[object], Row], filters: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    """Yield all rows of a list of one of our own servers once. A page is requested when its first row is consumed."""

    def read(number: int) -> ListPage[Row]:
        params = {"page": number, "page_size": PAGE_SIZE, **(filters or {})}
        return _rows_of(call("GET", path, params=params), read_row)

    yield from all_rows(read)


def _rows_of(answer: object, read_row: Callable[[object], Row]) -> ListPage[Row]:
    """Return the page in an answer of one of our own servers. Raises ServerError."""
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(answer, Mapping) or not isinstance(results, list):
        raise ServerError("The server's answer is not a list. Only our own servers have it.")
    return [read_row(row) for row in results], int(answer.get("count") or 0), answer.get("next")
