"""How results are exported: names, format, size and background of the files."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

DEFAULT_PATTERN = "{photo}_{changes}_{id}"


@dataclass(frozen=True)
class ExportOptions:
    """The options of an export.

    Attributes
    ----------
    pattern
        Of the file names, see `names.FIELDS`.
    format
        `jpeg`, `png` or `webp`; empty keeps each file's format.
    side
        Longest side in pixels; larger pictures are reduced. 0 keeps the size.
    square
        Whether pictures are centered on a square of the background color.
    background
        '#rrggbb', for squares, and for transparent pictures in JPEG files.
    """

    pattern: str = DEFAULT_PATTERN
    format: str = ""
    side: int = 0
    square: bool = False
    background: str = "#ffffff"

    @property
    def keeps_files(self) -> bool:
        """Whether the stored files are exported as they are."""
        return not (self.format or self.side or self.square)


# What each preset sets; it leaves the pattern as it is.
PRESETS = {
    "original": (_("Files as they are"), {"format": "", "side": 0, "square": False}),
    "shop": (
        _("Online shop: JPEG, 2000 px, white square"),
        {"format": "jpeg", "side": 2000, "square": True, "background": "#ffffff"},
    ),
    "web": (_("Web page: WebP, 1600 px"), {"format": "webp", "side": 1600, "square": False}),
    "print": (_("Print: PNG, full size"), {"format": "png", "side": 0, "square": False}),
}
