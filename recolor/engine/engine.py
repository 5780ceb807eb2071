"""The engine's entry point: class `Engine`, which opens, analyzes and recolors photos."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from .finding.alternatives import alternatives
from .finding.analyzing import add_candidates
from .finding.click_quality import ClickQualityModel
from .finding.clicks import select_garment
from .finding.garments import all_garments, find_garment
from .finding.given_mask import refine_edges
from .finding.quality import QualityModel
from .finding.vocabulary import is_garment_name
from .imaging.open import PictureSource
from .imaging.resize import output_size
from .networks.analysis import Analysis
from .networks.decoder import Decoder
from .networks.detail_network import DetailNetwork
from .networks.encoder import Encoder
from .networks.parser import Parser
from .picture import Picture, open_picture
from .recoloring.layers import LayeredGarment
from .recoloring.recolor import checked_mask, recolor_picture
from .types import ColorChange, Garment, Layer, RecolorResult


class Engine:
    """Find garments in photos and recolor them.

    An engine is cheap to create, because the networks load on first use, and may be shared between threads. Its
    results are deterministic: the same photo, request and version give the same pixels.

    Raises
    ------
    ModelMissing
        If the settings in `RECOLOR_PARSER` cannot be read or used; see `networks/custom_parser.py`.
    """

    def __init__(self) -> None:
        self._encoder = Encoder()
        self._parser = Parser()
        self._decoder = Decoder()
        self._quality = QualityModel()
        self._click_quality = ClickQualityModel()
        self._details = DetailNetwork()

    def open(self, source: PictureSource) -> Picture:
        """Open a photo as upright, opaque 8-bit sRGB; see `open_pixels` for the conversions.

        Parameters
        ----------
        source : str, path, bytes, binary file or PIL.Image.Image
            A path, the content of a file, a binary file object, or a Pillow image.

        Returns
        -------
        Picture
            With `pixels`, (H, W, 3) uint8 sRGB.

        Raises
        ------
        PhotoError
            If the file is missing, not a supported photo, damaged, too small or too large.
        """
        return open_picture(source)

    def analyze(self, picture: Picture) -> Analysis:
        """Run the networks on a photo and find candidates for its garments.

        The analysis is stored on `picture.analysis`; later calls return it.

        Parameters
        ----------
        picture : Picture
            The opened photo.

        Returns
        -------
        Analysis
            MobileSAM's embedding of the photo, the parser's class probabilities, and candidates for garments.

        Raises
        ------
        ModelMissing
            If a model file is missing.
        """
        if picture.analysis is None:
            features = self._encoder(picture.pixels)
            analysis = Analysis(
                embedding=features["embedding"].astype(np.float16),
                probabilities=self._parser(picture.pixels, features),
                height=picture.height,
                width=picture.width,
            )
            add_candidates(analysis, picture.pixels, self._decoder, self._quality)
            picture.analysis = analysis
        return picture.analysis

    def garments(self, picture: Picture) -> list[Garment]:
        """Find all garments of a photo.

        Parameters
        ----------
        picture : Picture
            The opened photo. It is analyzed if that has not been done.

        Returns
        -------
        list of Garment
            The garments, the largest first.

        Raises
        ------
        ModelMissing
            If a model file is missing.
        """
        return all_garments(picture.pixels, self.analyze(picture))

    def find(self, picture: Picture, name: str, others: Sequence[str] = ()) -> Garment:
        """Find one garment by its name.

        Parameters
        ----------
        picture : Picture
            The opened photo. It is analyzed if that has not been done.
        name : str
            The garment's name, such as "blouse".
        others : sequence of str
            Names of the other garments of the same request. All names are resolved together: if "lehenga" is also
            requested, "blouse" means the upper of two garments.

        Returns
        -------
        Garment
            The garment, with `name` as its name.

        Raises
        ------
        TargetError
            If `name` or one of `others` is not a known garment name.
        GarmentNotFound
            If the photo does not show the garment.
        ModelMissing
            If a model file is missing.
        """
        return find_garment(picture.pixels, self.analyze(picture), name, others)

    def select(
        self,
        picture: Picture,
        points: Sequence[tuple[float, float, bool]],
        previous: Garment | None = None,
        level: str | None = None,
    ) -> Garment:
        """Select a garment from clicked points.

        Parameters
        ----------
        picture : Picture
            The opened photo. It is analyzed if that has not been done.
        points : sequence of (float, float, bool)
            All clicks so far, each (x, y, add) with x and y in pixels of the photo. True adds the part at the point
            to the garment, False removes it.
        previous : Garment, optional
            The selection before the last click. The last click corrects it. None for a new selection.
        level : {"part", "garment", "outfit"}, optional
            What a new selection covers, one of `LEVELS`: the smallest part at the points, such as a sleeve; the garment
            at the first added point; or all cloth of the photo. None means "garment". A correction ignores it.

        Returns
        -------
        Garment
            The selection, named "selection".

        Raises
        ------
        ValueError
            If a point is outside the photo, no point has `add` set, or the level is unknown.
        ModelMissing
            If a model file is missing.
        """
        return select_garment(
            picture.pixels, self.analyze(picture), self._decoder, self._click_quality, points, previous, level
        )

    def alternatives(self, picture: Picture, garment: Garment, most: int = 4) -> list[Garment]:
        """Return other masks that a garment may have, for a person to choose from.

        Parameters
        ----------
        picture : Picture
            The opened photo. It is analyzed if that has not been done.
        garment : Garment
            The garment as it was found or selected.
        most : int
            How many masks to return at most.

        Returns
        -------
        list of Garment
            The garment with other masks, those with the highest confidence first.

        Raises
        ------
        ModelMissing
            If a model file is missing.
        """
        return alternatives(picture.pixels, self.analyze(picture), garment.name, garment.mask, most)

    def layers(self, picture: Picture, mask: NDArray[np.generic]) -> list[Layer]:
        """Separate the colors of a striped, checked, color-blocked or flatly printed garment.

        The pixels are clustered by color. Clusters whose difference light can explain, because their colors pass into
        each other gradually, are merged; see `recoloring/color_clusters.py` for the sources of the method.

        Parameters
        ----------
        picture : Picture
            The opened photo. It need not be analyzed.
        mask : ndarray
            The garment's mask, (H, W) float32 0..1 or uint8 0..255, at the photo's size.

        Returns
        -------
        list of Layer
            Up to five layers, the largest first. A plain garment has one, named "base"; an empty mask has none.

        Raises
        ------
        ValueError
            If the mask does not have the photo's size.
        """
        return list(LayeredGarment.of(picture.pixels, checked_mask(mask, picture.height, picture.width)).layers)

    def recolor(
        self,
        picture: Picture,
        changes: Sequence[ColorChange],
        quality: str | None = "2k",
        progress: Callable[[str, float], None] | None = None,
        sharpen: bool = False,
    ) -> RecolorResult:
        """Recolor garments of a photo.

        Outside the masks, the result equals the photo, resized to the same size.

        Parameters
        ----------
        picture : Picture
            The opened photo. It is analyzed only if a change has no mask.
        changes : sequence of ColorChange
            The garments and their requested colors. All read the original photo, so their order does not matter.
        quality : str or None
            "2k" or "4k" for a long side of 2048 or 4096 px; "original" or None for the photo's own size.
        progress : callable, optional
            Called between steps with the name of the stage and the share of the work done, 0 to 1. An exception that
            it raises stops the work.
        sharpen : bool
            Whether to sharpen the photo after enlarging it.

        Returns
        -------
        RecolorResult
            The recolored pixels and a report for each change.

        Raises
        ------
        ValueError
            If the quality is unknown, or a mask does not have the photo's size, or values of another type than bool,
            uint8 or floating point.
        ColorError
            If a color is not known.
        TargetError
            If a name is not a known garment name.
        GarmentNotFound
            If the photo does not show a garment.
        LayerNotFound
            If a garment does not have the color layer that a change names.
        RepeatedTarget
            If two changes mean the same garment, or the same color layer of it.
        ModelMissing
            If a model file is missing.
        """

        def find(name: str, others: Sequence[str]) -> Garment:
            # A change with a mask may call its garment by any word.
            return self.find(picture, name, [other for other in others if is_garment_name(other)])

        prepared = picture.prepare(*output_size(picture.height, picture.width, quality), sharpen)
        return recolor_picture(prepared, changes, find, refine_edges, self._details, progress)
