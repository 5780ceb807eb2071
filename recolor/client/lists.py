"""Lists of the Recolor API: the rows of all pages, each once."""

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


def all_rows(read_page: Callable[[int], tuple[Sequence[Row], str | None]]) -> Iterator[Row]:
    """Yield the rows of all pages, each once. A page is requested when its first row is consumed.

    Parameters
    ----------
    read_page : callable
        Returns the rows of the page with a number, from 1, and the address of the next page.
    """
    seen: set[str] = set()
    number = 1
    while True:
        try:
            rows, following = read_page(number)
        except NotFoundError:
            if number == 1:
                raise
            return  # the last page disappeared, because rows were deleted in the meantime
        # Rows that are created or deleted in the meantime move the others between pages.
        new = [row for row in rows if row.id not in seen]
        seen.update(row.id for row in new)
        yield from new
        if not following or not rows:
            return
        number += 1


def listed(
    call: Callable[..., Any], path: str, read_row: Callable[[object], Row], filters: Mapping[str, Any] | None = None
) -> Iterator[Row]:
    """Yield all rows of a list of one of our own servers once. A page is requested when its first row is consumed."""

    def read(number: int) -> tuple[Sequence[Row], str | None]:
        params = {"page": number, "page_size": PAGE_SIZE, **(filters or {})}
        return rows_of(call("GET", path, params=params), read_row)

    yield from all_rows(read)


def rows_of(answer: object, read_row: Callable[[object], Row]) -> tuple[list[Row], str | None]:
    """Return the rows in an answer of one of our own servers, and the address of the next page. Raises ServerError."""
    results = answer.get("results") if isinstance(answer, Mapping) else None
    if not isinstance(answer, Mapping) or not isinstance(results, list):
        raise ServerError("The server's answer is not a list. Only our own servers have it.")
    return [read_row(row) for row in results], answer.get("next")
