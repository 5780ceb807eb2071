"""The engine: one object, a few words."""

from collections.abc import Callable, Sequence

import numpy as np

from .finding import clicks as selecting
from .finding import garments as finding
from .imaging.open import Source, open_picture
from .networks.analysis import Analysis
from .networks.decoder import Decoder
from .networks.encoder import Encoder
from .networks.parser import Parser
from .recoloring.recolor import recolor_photo
from .types import ColorChange, Garment, Picture, RecolorResult


class Engine:
    """Finds and recolors garments. Cheap to make: models load on first use; safe to share between threads."""

    def __init__(self) -> None:
        self._encoder, self._parser, self._decoder = Encoder(), Parser(), Decoder()

    def open(self, source: Source) -> Picture:
        """A photo from a path, bytes, a binary file object or a PIL image; see `open_picture`. Raises PhotoError."""
        return open_picture(source)

    def analyze(self, picture: Picture) -> Analysis:
        """What the networks see in a photo: computed on the first call, kept on `photo.analysis`.

        Raises ModelMissing where the models are not prepared.
        """
        if picture.analysis is None:
            seen = self._encoder(picture.pixels)
            picture.analysis = Analysis(
                embedding=seen["embedding"].astype(np.float16),
                probabilities=self._parser(seen, picture.pixels),
                height=picture.height,
                width=picture.width,
            )
        return picture.analysis

    def garments(self, picture: Picture) -> list[Garment]:
        """All garments of a photo, the largest first, under names a merchandiser would use."""
        return finding.all_garments(picture, self.analyze(picture), self._decoder)

    def find(self, picture: Picture, name: str, others: Sequence[str] = ()) -> Garment:
        """The garment that `name` means.

        others: what else is asked for in the same photo, which tells what `name` is not.
        Raises GarmentNotFound, with `.available`, and TargetError for a word that names no garment.
        """
        return finding.find_garment(picture, self.analyze(picture), self._decoder, name, others)

    def select(
        self,
        picture: Picture,
        points: Sequence[tuple[float, float, bool]],
        previous: Garment | None = None,
        level: int | None = None,
    ) -> Garment:
        """The garment under clicks: (x, y) in the photo's pixels, True adds and False removes.

        previous: the answer to the clicks before the last one. Raises ValueError for a point outside the photo, or
        where none adds.
        """
        return selecting.select_garment(picture, self.analyze(picture), self._decoder, points, previous, level)

    def recolor(
        self,
        picture: Picture,
        changes: Sequence[ColorChange],
        quality: str | None = "2k",
        progress: Callable[[str, float], None] | None = None,
        sharpen: bool = False,
    ) -> RecolorResult:
        """Recolor garments; quality: "2k", "4k", or None for the photo's own size; see `recolor_photo`."""

        def find(name: str, others: Sequence[str]) -> Garment:
            return self.find(picture, name, others)

        return recolor_photo(picture, changes, quality, find, progress, sharpen)
