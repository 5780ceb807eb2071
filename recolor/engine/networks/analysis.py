"""The analysis of a photo, which is stored so that the networks run once per photo."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from ..errors import EngineError, OutdatedAnalysis

ANALYSIS_VERSION = 5
"""Version of stored analyses. Raise it when the networks or the layout of the stored file change: analyses of earlier
versions are then computed again."""

_UNNUMBERED_VERSION = 1  # of files without a version, which were stored before versions were


@dataclass(eq=False)
class Analysis:
    """What the engine knows about a photo before anything is requested.

    Attributes
    ----------
    embedding : (1, 256, 64, 64) float16
        MobileSAM's embedding of the photo.
    probabilities : (classes, rows, columns) uint8
        Probabilities of the classes in `parser.class_names`, scaled so that 255 is 1.
    height, width : int
        Size of the photo in pixels.
    candidates : (n, h, w) bool
        Masks that may be garments, at the size of the decoder's masks (`square_part`).
    expected : (n,) float32
        Expected IoU of each candidate with a whole garment, 0..1.
    classes : (n, garments) float32
        Probabilities of the classes of garments for each candidate.
    """

    embedding: NDArray[np.float16]
    probabilities: NDArray[np.uint8]
    height: int
    width: int
    candidates: NDArray[np.bool_] = field(default_factory=lambda: np.zeros((0, 1, 1), bool))
    expected: NDArray[np.float32] = field(default_factory=lambda: np.zeros(0, np.float32))
    classes: NDArray[np.float32] = field(default_factory=lambda: np.zeros((0, 0), np.float32))

    @property
    def photo_embedding(self) -> NDArray[np.float16]:
        """The part of the embedding that the photo covers, without the padding of the square, (256, rows, columns)."""
        scale = self.embedding.shape[2] / max(self.height, self.width)
        rows, columns = (max(1, round(side * scale)) for side in (self.height, self.width))
        return self.embedding[0, :, :rows, :columns]

    def to_bytes(self) -> bytes:
        """Return the analysis as the content of a compressed npz file, 2 to 3 MB, which `from_bytes` reads."""
        buffer = io.BytesIO()
        np.savez_compressed(
            buffer,
            version=np.array(ANALYSIS_VERSION),
            embedding=self.embedding,
            probabilities=self.probabilities,
            size=np.array([self.height, self.width]),
            candidates=np.packbits(self.candidates, axis=-1),
            candidate_size=np.array(self.candidates.shape[1:]),
            expected=self.expected,
            classes=self.classes,
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
                _rows, columns = (int(side) for side in stored["candidate_size"])
                candidates = np.unpackbits(stored["candidates"], axis=-1, count=columns).astype(bool)
                networks = (stored["embedding"], stored["probabilities"], height, width)
                return cls(*networks, candidates, stored["expected"], stored["classes"])
        except (OSError, ValueError, TypeError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
            raise EngineError("The stored analysis of the photo is damaged. Find its garments again.") from error
