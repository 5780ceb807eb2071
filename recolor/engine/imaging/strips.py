"""Processing of large arrays in horizontal strips, on several threads.

A strip is small enough for its intermediate arrays to stay in the processor's cache.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import numpy as np

from ..types import Mask

_PIXELS_PER_STRIP = 250_000
_THREADS = 2

Result = TypeVar("Result")


def map_strips(function: Callable[[slice], Result], height: int, width: int) -> list[Result]:
    """Call `function` for each strip of rows and return the results from top to bottom.

    Parameters
    ----------
    function : callable
        Called with a slice of rows, from several threads at the same time. The threads run in parallel only while
        it releases the GIL, as numpy and OpenCV do.
    height, width : int
        Size of the array in pixels. Strips start at even rows, so that `halve` gives the same values for the
        strips as for the whole array.
    """
    per_thread = height // _THREADS + 2  # at least an equal share, rounded to even below, so that no thread is idle
    rows = max(2, min(_PIXELS_PER_STRIP // max(1, width), per_thread) // 2 * 2)
    strips = [slice(top, min(top + rows, height)) for top in range(0, height, rows)]
    with ThreadPoolExecutor(_THREADS) as pool:
        return list(pool.map(function, strips))


def total(values: Mask) -> float:
    """Return the sum of a strip, (H, W) float32, exact to six digits; `sum` in float64 takes seven times as long."""
    return float(np.einsum("ij->", values))
