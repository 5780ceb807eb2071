"""The engine: one object, a few words."""

from collections.abc import Callable, Sequence

import numpy as np

from . import finding, selecting
from .analysis import Analysis
from .decoder import Decoder
from .encoder import Encoder
from .parser import Parser
from .photo import Source, open_photo
from .recolor import recolor_photo
from .types import ColorChange, Garment, Photo, RecolorResult


class Engine:
    """Finds and recolours garments. Cheap to make: models load on first use; safe to share between threads."""

    def __init__(self) -> None:
        self._encoder, self._parser, self._decoder = Encoder(), Parser(), Decoder()

    def open(self, source: Source) -> Photo:
        """A photo from a path, bytes, a binary file object or a PIL image; see `open_photo`. Raises PhotoError."""
        return open_photo(source)

    def analyse(self, photo: Photo) -> Analysis:
        """What the networks see in a photo: computed on the first call, kept on `photo.analysis`.

        Raises ModelMissing where the models are not prepared.
        """
        if photo.analysis is None:
            seen = self._encoder(photo.pixels)
            photo.analysis = Analysis(
                embedding=seen["embedding"].astype(np.float16),
                probabilities=self._parser(seen, photo.pixels),
                height=photo.height,
                width=photo.width,
            )
        return photo.analysis

    def garments(self, photo: Photo) -> list[Garment]:
        """All garments of a photo, the largest first, under names a merchandiser would use."""
        return finding.all_garments(photo, self.analyse(photo), self._decoder)

    def find(self, photo: Photo, name: str, others: Sequence[str] = ()) -> Garment:
        """The garment that `name` means.

        others: what else is asked for in the same photo, which tells what `name` is not.
        Raises GarmentNotFound, with `.available`, and TargetError for a word that names no garment.
        """
        return finding.find_garment(photo, self.analyse(photo), self._decoder, name, others)

    def select(
        self,
        photo: Photo,
        points: Sequence[tuple[float, float, bool]],
        previous: Garment | None = None,
        level: int | None = None,
    ) -> Garment:
        """The garment under clicks: (x, y) in the photo's pixels, True adds and False removes.

        previous: the answer to the clicks before the last one. Raises ValueError for a point outside the photo, or
        where none adds.
        """
        return selecting.select_garment(photo, self.analyse(photo), self._decoder, points, previous, level)

    def recolor(
        self,
        photo: Photo,
        changes: Sequence[ColorChange],
        quality: str | None = "2k",
        progress: Callable[[str, float], None] | None = None,
        sharpen: bool = False,
    ) -> RecolorResult:
        """Recolour garments; quality: "2k", "4k", or None for the photo's own size; see `recolor_photo`."""

        def find(name: str, others: Sequence[str]) -> Garment:
            return self.find(photo, name, others)

        return recolor_photo(photo, changes, quality, find, progress, sharpen)
