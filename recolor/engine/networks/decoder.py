"""MobileSAM's decoder, which computes four masks and their scores from an embedding and a prompt.

Kirillov et al., "Segment Anything", ICCV 2023. The ONNX file contains the paper's mask decoder for one photo and any
number of points.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..third_party.files import DECODER, prepared_folder
from .encoder import SIDE
from .session import OnnxModel

_BATCH_SIZE = 8  # prompts per run; more are not faster and need more memory
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
        """Decode the masks for one prompt; see `decode_all` for the arguments and errors.

        Returns
        -------
        masks : (4, 256, 256) float32
            Logits on the decoder's square grid.
        scores : (4,) float32
            Predicted intersection over union of each mask with the true one.
        """
        masks, scores = self.decode_all(embedding, [prompt], height, width)
        return masks[0], scores[0]

    def decode_all(
        self, embedding: NDArray[np.floating], prompts: Sequence[Prompt], height: int, width: int
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Decode the masks for several prompts, which is faster than one by one.

        Parameters
        ----------
        embedding : (1, 256, 64, 64) floating
            The encoder's output.
        prompts
            The prompts.
        height, width
            Size of the photo in pixels.

        Returns
        -------
        masks : (prompts, 4, 256, 256) float32
            Logits on the decoder's square grid.
        scores : (prompts, 4) float32
            Predicted intersection over union of each mask with the true one.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        features = embedding.astype(np.float32)
        masks = np.empty((len(prompts), 4, GRID, GRID), np.float32)
        scores = np.empty((len(prompts), 4), np.float32)
        # Prompts of one run have the same number of points, and either all of them have a mask or none.
        shapes = [(len(prompt.points), prompt.box is None, prompt.mask is None) for prompt in prompts]
        for shape in sorted(set(shapes)):
            indices = [index for index, other in enumerate(shapes) if other == shape]
            for start in range(0, len(indices), _BATCH_SIZE):
                chosen = indices[start : start + _BATCH_SIZE]
                inputs = _inputs([prompts[index] for index in chosen], SIDE / max(height, width))
                masks[chosen], scores[chosen] = self._model.session.run(None, {"image_embeddings": features, **inputs})
        return masks, scores


def _inputs(prompts: Sequence[Prompt], scale: float) -> dict[str, NDArray[np.float32]]:
    """Return the decoder's inputs for prompts of the same shape; scale: pixels of its input per pixel of the photo."""
    coordinates, labels = [], []
    for prompt in prompts:
        box = [(*prompt.box[:2], _BOX_START), (*prompt.box[2:], _BOX_END)] if prompt.box else [(0, 0, _PADDING)]
        points = [(x, y, _ADD if add else _REMOVE) for x, y, add in prompt.points]
        coordinates.append([(x, y) for x, y, _ in points + box])
        labels.append([label for _, _, label in points + box])
    masks = [prompt.mask for prompt in prompts if prompt.mask is not None]
    return {
        "point_coords": np.array(coordinates, np.float32) * np.float32(scale),
        "point_labels": np.array(labels, np.float32),
        "mask_input": np.stack(masks)[:, None] if masks else np.zeros((1, 1, GRID, GRID), np.float32),
        "has_mask_input": np.array([bool(masks)], np.float32),
    }


def square_part(height: int, width: int) -> tuple[slice, slice]:
    """Return the rows and columns of the decoder's (256, 256) grid that a photo of `height` × `width` px covers."""
    scale = GRID / max(height, width)
    return slice(0, max(1, round(height * scale))), slice(0, max(1, round(width * scale)))
