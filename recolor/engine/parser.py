"""Our garment parser: class probabilities from the encoder's stages.

`weights/parser.onnx` takes `stage128`, `stage64` and `embedding` and gives `logits` (1, classes, rows, columns) on
the grid of `stage128`; `weights/parser.json` names its classes. How it was trained: training/README.md.
"""

import functools
import json

import numpy as np
from numpy.typing import NDArray

from .encoder import input_size
from .models import WEIGHTS, Model

CELL = 8  # network pixels a grid cell


@functools.cache
def class_names() -> tuple[str, ...]:
    return tuple(json.loads((WEIGHTS / "parser.json").read_text())["classes"])


class Parser:
    """Lazy and safe to share between threads."""

    def __init__(self) -> None:
        self._model = Model(WEIGHTS / "parser.onnx")

    def __call__(self, seen: dict[str, NDArray[np.float32]], height: int, width: int) -> NDArray[np.uint8]:
        """Probabilities, (classes, rows, columns) uint8 (255 is certain), over a photo of height × width.

        seen: what the encoder gave. The padding of its square is cut away before the network sees it.
        """
        rows, columns = grid_size(height, width)
        inputs = {
            "stage128": seen["stage128"][:, :, :rows, :columns],
            "stage64": seen["stage64"][:, :, : rows // 2, : columns // 2],
            "embedding": seen["embedding"][:, :, : rows // 2, : columns // 2],
        }
        logits = self._model.session.run(None, inputs)[0][0]
        odds = np.exp(logits - logits.max(axis=0))
        return np.rint(255 * odds / odds.sum(axis=0)).astype(np.uint8)


def grid_size(height: int, width: int) -> tuple[int, int]:
    """Rows and columns of the parser's grid for a photo; even, since the coarse stage halves them."""
    cells = [-(-side // CELL) for side in input_size(height, width)]
    return min(128, cells[0] + cells[0] % 2), min(128, cells[1] + cells[1] % 2)
