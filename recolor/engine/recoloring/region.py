"""The data of one color change: its region of the picture and the measurements made there."""

from dataclasses import dataclass

import numpy as np

from ..color.words import parse_color
from ..imaging.binary import BinaryMask, BoundingBox, bounding_box
from ..imaging.strips import map_strips, total
from ..types import ColorChange, Layer, Mask
from .sure_pixels import sure_pixels


@dataclass(frozen=True)
class LayerFlags:
    """Where a color layer of a garment is, (h, w) uint8 each.

    Attributes
    ----------
    sure : (h, w) uint8
        1 on pixels that certainly belong to the layer.
    garment : (h, w) uint8
        1 on pixels that certainly belong to the garment.
    own : (h, w) uint8
        1 on pixels away from other layers; only there can details of the layer be told from these.
    """

    sure: BinaryMask
    garment: BinaryMask
    own: BinaryMask

    def cut(self, box: BoundingBox) -> "LayerFlags":
        """Return a copy of the flags in a box, rows and columns, so that those of the whole picture can be freed."""
        return LayerFlags(self.sure[box].copy(), self.garment[box].copy(), self.own[box].copy())


@dataclass(frozen=True)
class MaskedPart:
    """What a color change recolors: a garment, or one of its color layers.

    Attributes
    ----------
    mask : (H, W) float32
        Its mask at the size of the resized picture, 0..1.
    confidence : float or None
        Expected IoU of the garment's mask that the engine found by itself, 0..1; None if the mask was given.
    layers : tuple of Layer
        The garment's color layers; empty if the change named none.
    layer : int
        Index of the recolored layer.
    flags : LayerFlags or None
        Where the layer is, (H, W); None if all of the garment is recolored.
    """

    mask: Mask
    confidence: float | None
    layers: tuple[Layer, ...] = ()
    layer: int = 0
    flags: LayerFlags | None = None


@dataclass(frozen=True)
class Region:
    """One color change, within the bounding box of its garment.

    Attributes
    ----------
    target : str
        The garment's name as requested.
    target_hex : str
        The requested color, '#rrggbb'.
    aim_hex : str
        The color that the median of the cloth becomes, '#rrggbb'; as a rule `target_hex`.
    protect_details : bool
        Whether prints and trims keep their color.
    box : tuple of slice
        Rows and columns of the bounding box in the resized picture; empty if the mask is empty.
    mask : (h, w) float32
        The garment's mask in the box, 0..1.
    coverage : float
        Mean of the mask over the whole picture.
    confidence : float or None
        Expected IoU of the mask that the engine found by itself, 0..1; None if the mask was given.
    layer : str
        Name of the color layer that is recolored; empty if all of the garment is.
    layers : tuple of Layer
        The garment's color layers; empty if the change named none.
    flags : LayerFlags or None
        Where the layer is in the box; None if all of the garment is recolored.
    """

    target: str
    target_hex: str
    aim_hex: str
    protect_details: bool
    box: BoundingBox
    mask: Mask
    coverage: float
    confidence: float | None
    layer: str
    layers: tuple[Layer, ...]
    flags: LayerFlags | None

    @classmethod
    def from_change(cls, change: ColorChange, target_hex: str, part: MaskedPart) -> "Region":
        """Return the region of a change, cut to the bounding box of its mask."""
        mask = part.mask
        inside = np.empty(mask.shape, np.uint8)

        def sum_of_strip(rows: slice) -> float:
            np.greater(mask[rows], 0, out=inside[rows].view(bool))
            return total(mask[rows])

        coverage = sum(map_strips(sum_of_strip, *mask.shape)) / mask.size
        box = bounding_box(inside)
        return cls(
            target=change.target,
            target_hex=target_hex,
            aim_hex=parse_color(change.aim).hex if change.aim else target_hex,
            protect_details=change.protect_details,
            box=box,
            mask=mask[box],
            coverage=coverage,
            confidence=part.confidence,
            layer=part.layers[part.layer].name if part.layers else "",
            layers=part.layers,
            flags=part.flags and part.flags.cut(box),
        )

    @property
    def sure(self) -> BinaryMask:
        """1 on pixels of the box that certainly belong to the garment, or to the recolored layer; (h, w) uint8."""
        return self.flags.sure if self.flags else sure_pixels(self.mask)

    def is_same_garment(self, other: "Region") -> bool:
        """Return whether two changes of one picture differ in their words and colors at most."""
        return self.protect_details == other.protect_details and self.is_same_part(other)

    def is_same_part(self, other: "Region") -> bool:
        """Return whether two changes recolor the same pixels of one picture."""
        return self.box == other.box and np.array_equal(self.mask, other.mask)


@dataclass(frozen=True)
class Outcome:
    """Measurements made while a region was recolored.

    Attributes
    ----------
    recolored : (h, w) uint8
        1 on pixels of the region's box that are certainly cloth and not a detail.
    out_of_gamut : float
        Share of the cloth, 0..1, whose new color is outside the sRGB gamut.
    protected : float
        Share of the garment, 0..1, that kept its color as a detail.
    warning : str
        Warning for users about a limitation of the photo; empty if there is none.
    """

    recolored: BinaryMask
    out_of_gamut: float
    protected: float
    warning: str
