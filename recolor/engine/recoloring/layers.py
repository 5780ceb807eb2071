"""The color layers of a garment: stripes, checks, panels and flat prints, which can be recolored one by one.

They are found at a small size, at the photo's own resolution, so that a garment has the same layers whatever the size
of the result. `color_groups.py` separates the colors, `layer_names.py` names them. At the borders of a layer, its share
of a pixel is a linear function of the pixel's color (`local_shares.py`), so that borders are as exact as the picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ..color.naming import color_name
from ..color.spaces import median_color, rgb_to_lab
from ..errors import LayerNotFound
from ..imaging.binary import BinaryMask, BoundingBox, bounding_box, dilate
from ..imaging.guided import local_functions
from ..types import Layer, Mask, Pixels
from .color_clusters import Labels
from .color_groups import color_groups
from .layer_names import layer_names
from .layer_outlines import without_outline
from .local_shares import at_working_size, evaluate_shares
from .region import LayerFlags
from .shared_limits import FILTER_RADIUS, NOISE_SHARE, SMALL_SIGMA
from .sure_pixels import OPAQUE, sure_pixels

# Tuned by eye on the striped, checked and two-tone garments of bench/labeled, splits train and val: docs/figures.md.
_LONG_SIDE = 512  # pixels at which the layers are found; stripes narrower than about 3 of them are not separated
_DENOISING = (20.0, 2.0)  # sigmas of the bilateral filter: values and pixels
_LARGEST_SCALE = 2.0  # by which small garments are enlarged, so that fine stripes are wider than the blur between them


@dataclass(frozen=True, eq=False)
class LayeredGarment:
    """The color layers of a garment, at the small size at which they were found.

    Attributes
    ----------
    layers : tuple of Layer
        The layers, the largest first; a plain garment has one.
    box : tuple of slice
        Rows and columns of the garment's bounding box in the photo.
    labels : (h, w) int32
        Index of the layer of every pixel, outside the garment of the nearest one in it; -1 on colors of no layer.
    pixels : (h, w, 3) uint8
        The garment's picture.
    """

    layers: tuple[Layer, ...]
    box: BoundingBox
    labels: Labels
    pixels: Pixels

    @classmethod
    def of(cls, pixels: Pixels, mask: Mask) -> "LayeredGarment":
        """Separate the layers of a garment.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo.
        mask : (H, W) float32
            The garment's mask, 0..1. An empty mask has no layers.
        """
        sure = sure_pixels(mask) if mask.any() else np.zeros(mask.shape, np.uint8)
        box = bounding_box(sure)
        if not sure.any():
            return cls((), box, np.empty((0, 0), np.int32), np.empty((0, 0, 3), np.uint8))
        small, flags = at_working_size(pixels[box], sure[box], _LONG_SIDE, _LARGEST_SCALE)
        flags = flags if flags.any() else np.ones_like(flags)
        lab = rgb_to_lab(np.asarray(cv2.bilateralFilter(small, 5, *_DENOISING), np.uint8))
        labels = _shown_layers(without_outline(lab, color_groups(lab, flags), flags), flags)
        return cls(_described(lab, labels, flags), box, labels, small)

    def find(self, text: str, target: str) -> int:
        """Return the index of a layer by its name or its label; `target` is the garment's name, for the message.

        Raises
        ------
        LayerNotFound
            If the garment has no such layer.
        """
        if not self.layers:
            return 0  # an empty mask, which the report warns about
        layer = find_layer(self.layers, text)
        if layer is None:
            labels = [each.label for each in self.layers]
            raise LayerNotFound(layer_not_found_text(text, target, labels), labels)
        return self.layers.index(layer)

    def cut(
        self, index: int, mask: Mask, source: Pixels, photo_size: tuple[int, int]
    ) -> tuple[Mask, LayerFlags | None]:
        """Return the part of a garment's mask that a layer covers.

        Parameters
        ----------
        index : int
            The layer's.
        mask : (H, W) float32
            The garment's mask at the size of the result, 0..1.
        source : (H, W, 3) uint8
            The photo at the size of the result.
        photo_size : tuple of int
            Height and width of the photo.

        Returns
        -------
        mask : (H, W) float32
            The layer's share in every pixel, 0..1.
        flags : LayerFlags or None
            Where the layer is, (H, W); None for the only layer, whose mask is the garment's.
        """
        if len(self.layers) <= 1:
            return mask, None
        box = bounding_box((mask > 0).view(np.uint8))
        garment = sure_pixels(mask[box])
        planes = [self._at_result_size(plane, box, mask.shape, photo_size) for plane in self._planes(index)]
        share = np.zeros_like(mask)
        np.multiply(
            mask[box], evaluate_shares(planes, source[box], garment, NOISE_SHARE) / np.float32(255), out=share[box]
        )
        others = dilate(((self.labels != index) & (self.labels >= 0)).view(np.uint8), 3).astype(np.float32)
        sure, sure_garment, own = np.zeros((3, *mask.shape), np.uint8)
        sure[box], sure_garment[box] = garment & (share[box] >= OPAQUE), garment
        own[box] = self._at_result_size(others, box, mask.shape, photo_size) == 0
        return share, LayerFlags(sure if sure.any() else sure_pixels(share), sure_garment, own)

    def _planes(self, index: int) -> list[NDArray[np.float32]]:
        """Return what `evaluate_shares` needs for a layer, (h, w) float32 each."""
        share = (self.labels == index).astype(np.float32)
        outside = np.asarray(cv2.GaussianBlur(share, (0, 0), SMALL_SIGMA))
        return [*local_functions(share, self.pixels, FILTER_RADIUS), outside]

    def _at_result_size(
        self, plane: NDArray[np.float32], box: BoundingBox, size: tuple[int, ...], photo_size: tuple[int, int]
    ) -> NDArray[np.float32]:
        """Return a plane, (h, w), at the size of `box`, rows and columns of the result, whose size is `size`."""
        rows, columns = (range(size[axis])[box[axis]] for axis in (0, 1))
        row_scale, row_offset = self._to_small(0, rows.start, size[0], photo_size[0], plane.shape[0])
        column_scale, column_offset = self._to_small(1, columns.start, size[1], photo_size[1], plane.shape[1])
        return np.asarray(
            cv2.warpAffine(
                plane,
                np.array([[column_scale, 0, column_offset], [0, row_scale, row_offset]]),
                (len(columns), len(rows)),
                flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
                borderMode=cv2.BORDER_REPLICATE,
            )
        )

    def _to_small(self, axis: int, start: int, side: int, photo_side: int, small_side: int) -> tuple[float, float]:
        """Return the factor and the offset from pixels of the result, counted from `start`, to those of the planes.

        `side`, `photo_side` and `small_side` are the sizes of the result, the photo and the planes along the axis.
        """
        own = range(photo_side)[self.box[axis]]
        to_photo, to_small = photo_side / side, small_side / len(own)
        return to_photo * to_small, ((start + 0.5) * to_photo - own.start) * to_small - 0.5


def find_layer(layers: Sequence[Layer], text: str) -> Layer | None:
    """Return the layer that a text means: by its name, such as "stripes", or its label, such as "stripes white".

    Parameters
    ----------
    layers : sequence of Layer
        The layers of a garment.
    text : str
        In any case and spacing.
    """
    words = " ".join(text.lower().split())
    return next((layer for layer in layers if words in (layer.name, layer.label)), None)


def layer_not_found_text(text: str, target: str, labels: Sequence[str]) -> str:
    """Return the message about a layer that a garment does not have; `labels` are those of its layers."""
    if len(labels) > 1:
        return f"“{target}” has no color layer “{text}”. Its layers are {', '.join(labels)}."
    return f"“{target}” has no color layer “{text}”: it has one color. Leave the layer out."


def _shown_layers(labels: Labels, flags: BinaryMask) -> Labels:
    """Return `labels` without layers of which no flagged pixel is left beside the outline, the others counted from 0.

    If none is left, all of the garment is one layer.
    """
    shown = np.unique(labels[(labels >= 0) & (flags > 0)])
    if not shown.size:
        return np.zeros_like(labels)
    numbers = np.full(int(labels.max()) + 2, -1, np.int32)  # the last one is that of the label -1
    numbers[shown] = np.arange(shown.size)
    return numbers[labels]


def _described(lab: NDArray[np.float32], labels: Labels, flags: BinaryMask) -> tuple[Layer, ...]:
    """Return the layers of labeled pixels, `lab`, (h, w, 3)."""
    count, total = int(labels.max()) + 1, max(1, int(np.count_nonzero(flags)))
    described = []
    for index, name in enumerate(layer_names(labels, flags, count)):
        inside = (labels == index) & (flags > 0)
        _median, color = median_color(lab[inside])
        described.append(Layer(name, color, color_name(color), float(np.count_nonzero(inside)) / total))
    return tuple(described)
