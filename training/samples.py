"""The training photos at a small size, prepared once and stored in `var/training/samples/`."""

from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.networks.encoder import Encoder
from recolor.engine.networks.parser import Parser, class_names

from . import data
from .classes import LABELS, PROP
from .storing import write_arrays

FOLDER = Path(__file__).resolve().parents[1] / "var" / "training" / "samples"
LONG_SIDE = 720  # pixels of the stored photos; crops of them are enlarged, never the whole photo
_PROPS = {"shoes", "bag", "hat", "belt", "accessory", "jewelry"}  # names of these classes in this and older parsers
_PROP_PROBABILITY = 0.25  # of a prop by an earlier parser, from which background in `bench/labeled` may be one


def prepare(item: data.Item, parser: Callable[[NDArray[np.uint8]], NDArray[np.float32]]) -> None:
    """Store a photo and its labels; background that may be a prop gets the label `PROP`.

    parser: called with a photo, (H, W, 3) uint8 RGB; returns the probability that each cell is a prop, (rows, columns)
    float32.
    """
    target = FOLDER / f"{item.key}.npz"
    if target.exists():
        return
    photo, labels = data.load(item)
    if item.is_exact and item.entry["kind"] != "render":
        height, width = labels.shape
        props = cv2.resize(parser(photo), (width, height), interpolation=cv2.INTER_LINEAR) > _PROP_PROBABILITY
        labels[props & (labels == 0)] = LABELS.index(PROP)
    scale = LONG_SIDE / max(labels.shape)
    size = (round(labels.shape[1] * scale), round(labels.shape[0] * scale))
    photo = cv2.resize(photo, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    labels = cv2.resize(labels, size, interpolation=cv2.INTER_NEAREST)
    write_arrays(target, photo=photo, labels=labels)


def prepare_all() -> None:
    """Prepare all photos. `bench/labeled` has no labels of props, so the engine's current parser finds them."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    encoder, network = Encoder(), Parser()
    indices = [index for index, name in enumerate(class_names()) if name in _PROPS]

    def find_props(photo: NDArray[np.uint8]) -> NDArray[np.float32]:
        return network(photo, encoder(photo))[indices].sum(axis=0, dtype=np.float32) / 255

    for item in [*data.training_items(), *data.validation_items()]:
        prepare(item, find_props)


def read(item: data.Item) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Return a stored photo, (H, W, 3) uint8 RGB, and its labels, (H, W) uint8."""
    with np.load(FOLDER / f"{item.key}.npz") as stored:
        return stored["photo"], stored["labels"]


if __name__ == "__main__":
    prepare_all()
