"""An opened photo, and what the engine has computed for it so far."""

from dataclasses import dataclass, field

from .imaging.open import PictureSource, open_pixels
from .networks.analysis import Analysis
from .recoloring.prepared_picture import PreparedPicture
from .types import Alpha, Pixels


@dataclass(eq=False)
class Picture:
    """An opened photo: upright, sRGB, its transparent pixels composited on white.

    Attributes
    ----------
    pixels : ndarray
        (H, W, 3) uint8, sRGB, opaque.
    analysis : Analysis or None
        The output of the networks, computed on first use. It may be set from stored bytes (`Analysis.from_bytes`),
        so that the networks run once per photo.
    alpha : ndarray or None
        (H, W) uint8, the photo's opacity; None if all of it is opaque.
    prepared : PreparedPicture or None
        What recolorings of the picture have in common, stored by the first one, so that further colors take less time.
    """

    pixels: Pixels
    analysis: Analysis | None = field(default=None, repr=False)
    alpha: Alpha | None = field(default=None, repr=False)
    prepared: PreparedPicture | None = field(default=None, repr=False)

    @property
    def height(self) -> int:
        """Height in pixels."""
        return int(self.pixels.shape[0])

    @property
    def width(self) -> int:
        """Width in pixels."""
        return int(self.pixels.shape[1])

    def prepare(self, height: int, width: int, sharpen: bool) -> PreparedPicture:
        """Return the picture at the size of its results; it is stored, and made anew only for other options."""
        prepared = self.prepared
        if prepared is None or prepared.options != (height, width, sharpen):
            prepared = self.prepared = PreparedPicture(self.pixels, self.alpha, height, width, sharpen)
        return prepared


def open_picture(source: PictureSource) -> Picture:
    """Open a JPEG, PNG, WebP or TIFF photo as upright, opaque 8-bit sRGB; see `open_pixels` for the conversions.

    Parameters
    ----------
    source : str, path, bytes, binary file or PIL.Image.Image
        A path, the content of a file, a binary file object, or a Pillow image.

    Returns
    -------
    Picture
        With `pixels`, (H, W, 3) uint8 sRGB, and `alpha`, (H, W) uint8, if the photo is transparent somewhere.

    Raises
    ------
    PhotoError
        If the file is missing, not a supported photo, damaged, too small or too large.
    """
    pixels, alpha = open_pixels(source)
    return Picture(pixels, alpha=alpha)
