"""What the networks saw in a photo, kept so that it is encoded once in its life."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError


@dataclass(eq=False)
class Analysis:
    """embedding: (1, 256, 64, 64) float16, MobileSAM's; probabilities: (classes, rows, columns) uint8, the parser's;
    height, width: the photo's."""

    embedding: NDArray[np.float16]
    probabilities: NDArray[np.uint8]
    height: int
    width: int

    def to_bytes(self) -> bytes:
        """About 2 to 3 MB; `from_bytes` reads them."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            embedding=self.embedding,
            probabilities=self.probabilities,
            size=np.array([self.height, self.width]),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Analysis:
        """Raises EngineError for bytes that `to_bytes` did not write."""
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                height, width = (int(side) for side in stored["size"])
                return cls(stored["embedding"], stored["probabilities"], height, width)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise EngineError("The kept analysis of the photo is damaged; find its garments again.") from error
