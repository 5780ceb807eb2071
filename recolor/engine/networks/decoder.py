"""MobileSAM's decoder, which computes four masks and their scores from an embedding and a prompt.

Kirillov et al., "Segment Anything", ICCV 2023. The ONNX file contains the paper's mask decoder for one photo and any
number of points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..prepared_files import DECODER, prepared_folder
from .encoder import SIDE
from .session import OnnxModel

GRID = 256  # cells; side of the decoder's square masks
# Labels of the prompt's points.
_ADD, _REMOVE, _BOX_START, _BOX_END, _PADDING = 1, 0, 2, 3, -1


@dataclass
class Prompt:
    """The input that locates a garment for the decoder. Coordinates are in pixels of the photo.

    Attributes
    ----------
    points
        (x, y, add): `add` is True for points on the garment, False for points outside it.
    box
        (left, top, right, bottom) of the garment.
    mask : (256, 256) float32
        Logits of an estimate of the mask, such as an earlier mask, on the decoder's square grid.
    """

    points: Sequence[tuple[float, float, bool]] = ()
    box: tuple[float, float, float, float] | None = None
    mask: NDArray[np.float32] | None = None


class Decoder:
    """MobileSAM's decoder. It loads on first use and may be shared between threads."""

    def __init__(self) -> None:
        self._model = OnnxModel(prepared_folder() / DECODER)

    def __call__(
        self, embedding: NDArray[np.floating], prompt: Prompt, height: int, width: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Decode the masks for a prompt.

        Parameters
        ----------
        embedding : (1, 256, 64, 64) floating
            The encoder's output.
        prompt
            The position of the garment.
        height, width
            Size of the photo in pixels.

        Returns
        -------
        masks : (4, 256, 256) float32
            Logits on the decoder's square grid. `square_part` returns the part that the photo covers.
        scores : (4,) float32
            Predicted intersection over union of each mask with the true one.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        scale = SIDE / max(height, width)
        coordinates = [(x, y) for x, y, _ in prompt.points]
        labels = [_ADD if add else _REMOVE for _, _, add in prompt.points]
        if prompt.box:
            coordinates += [prompt.box[:2], prompt.box[2:]]
            labels += [_BOX_START, _BOX_END]
        else:
            coordinates.append((0, 0))
            labels.append(_PADDING)
        mask = np.zeros((GRID, GRID), np.float32) if prompt.mask is None else prompt.mask
        inputs = {
            "image_embeddings": embedding.astype(np.float32),
            "point_coords": np.array([coordinates], np.float32) * np.float32(scale),
            "point_labels": np.array([labels], np.float32),
            "mask_input": mask[None, None].astype(np.float32),
            "has_mask_input": np.array([prompt.mask is not None], np.float32),
        }
        masks, scores = self._model.session.run(None, inputs)
        return masks[0], scores[0]


def square_part(height: int, width: int) -> tuple[slice, slice]:
    """Return the rows and columns of the decoder's (256, 256) grid that a photo of `height` × `width` px covers."""
    scale = GRID / max(height, width)
    return slice(0, max(1, round(height * scale))), slice(0, max(1, round(width * scale)))
