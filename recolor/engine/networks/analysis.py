"""The output of the networks for a photo, which is stored so that the encoder runs once per photo."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, OutdatedAnalysis

ANALYSIS_VERSION = 2
"""Version of stored analyses. Raise it when the networks or the layout of the stored file change: analyses of earlier
versions are then computed again."""

_UNNUMBERED_VERSION = 1  # of files without a version, which were stored before versions were


@dataclass(eq=False)
class Analysis:
    """The output of the encoder and of the parser for a photo.

    Attributes
    ----------
    embedding : (1, 256, 64, 64) float16
        MobileSAM's embedding of the photo.
    probabilities : (classes, rows, columns) uint8
        Probabilities of the classes in `parser.class_names`, scaled so that 255 is 1.
    height, width : int
        Size of the photo in pixels.
    """

    embedding: NDArray[np.float16]
    probabilities: NDArray[np.uint8]
    height: int
    width: int

    def to_bytes(self) -> bytes:
        """Return the analysis as the content of a compressed npz file, 2 to 3 MB, which `from_bytes` reads."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            version=np.array(ANALYSIS_VERSION),
            embedding=self.embedding,
            probabilities=self.probabilities,
            size=np.array([self.height, self.width]),
        )
        return buffer.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes) -> Analysis:
        """Read an analysis that `to_bytes` has written.

        Raises
        ------
        OutdatedAnalysis
            If another version of the engine has written it.
        EngineError
            If `content` is damaged or is not a stored analysis.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as stored:
                version = int(stored["version"]) if "version" in stored else _UNNUMBERED_VERSION
                if version != ANALYSIS_VERSION:
                    raise OutdatedAnalysis(
                        "The stored analysis of the photo was made by another version of the engine. "
                        "Find its garments again."
                    )
                height, width = (int(side) for side in stored["size"])
                return cls(stored["embedding"], stored["probabilities"], height, width)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise EngineError("The stored analysis of the photo is damaged. Find its garments again.") from error
