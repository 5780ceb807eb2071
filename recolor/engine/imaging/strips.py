"""Work on a picture in strips, on two threads, each small enough for the processor's cache."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

_PIXELS = 250_000
_THREADS = 2

Result = TypeVar("Result")


def in_strips(work: Callable[[slice], Result], height: int, width: int) -> list[Result]:
    """What `work` gives for each strip of rows of a picture; it must hold no lock while it works, as numpy does not."""
    rows = max(2, _PIXELS // max(1, width) // 2 * 2)  # even, so that halves of strips meet
    strips = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(work, strips))
