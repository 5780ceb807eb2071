"""A garment parser of the user's own, in place of the built-in one.

The environment variable `RECOLOR_PARSER` holds the path of a JSON file with the parser's settings:

    {
      "network": "clothes.onnx",                 path relative to the JSON file
      "input": "pixel_values",                   name of the input: (1, 3, H, W) float32, RGB
      "size": [512, 512],                        H and W of the input
      "mean": [123.675, 116.28, 103.53],         subtracted from the values 0..255
      "std": [58.395, 57.12, 57.375],            divisor of the difference
      "classes": ["background", "hair", ["shirt", "jacket"], null, "skirt", …]
    }

The first output of the network must be logits, (1, channels, h, w). `classes` says what each channel means, by the
names in `weights/parser.json`: one class, a list of classes, or null for background. Several channels may have the same
class. The probability of a channel with several classes is divided among them in equal shares. So each of these classes
is less probable than the label itself, and only their sum can be compared with the probabilities of other classes.

`classes` may instead be the name of a label map in `label_maps/`, such as "segformer-b2-clothes". A label map lists the
labels of a public network, in the order of its channels, with their classes, and gives `input`, `size`, `mean` and
`std`, which the JSON file may then leave out. README.md describes how to export these networks.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from ..errors import ModelMissing
from ..imaging.resize import resize
from ..types import Pixels
from .session import OnnxModel

LABEL_MAPS = Path(__file__).resolve().parent / "label_maps"
_KEYS = ("network", "input", "size", "mean", "std", "classes")


@dataclass(frozen=True, eq=False)
class _Settings:
    """The verified settings of a custom parser."""

    network: Path
    input: str
    size: tuple[int, int]  # height and width
    mean: NDArray[np.float32]  # (3,)
    std: NDArray[np.float32]  # (3,)
    shares: NDArray[np.float32]  # (classes, channels): the share of a channel's probability that a class receives


class CustomParser:
    """The network for human parsing that the settings file of `RECOLOR_PARSER` names.

    It loads on first use and may be shared between threads.

    Parameters
    ----------
    path
        The settings file.
    class_names
        The names of the parser's classes, in the order of the probabilities.

    Raises
    ------
    ModelMissing
        If the settings cannot be read or used, or the network's file does not exist.
    """

    def __init__(self, path: Path, class_names: Sequence[str]) -> None:
        self._path = path
        try:
            self._settings = _verified(_read(path), path.parent, class_names)
        except ValueError as error:
            raise ModelMissing(f"RECOLOR_PARSER={path}: {error}") from error
        self._model = OnnxModel(self._settings.network)

    def __call__(self, pixels: Pixels, rows: int, columns: int) -> NDArray[np.float32]:
        """Compute the class probabilities of a photo.

        Parameters
        ----------
        pixels : (H, W, 3) uint8
            The photo, sRGB.
        rows, columns : int
            Size of the grid that covers the photo.

        Returns
        -------
        (classes, rows, columns) float32
            The probabilities; their sum is 1 in each cell.

        Raises
        ------
        ModelMissing
            If the network cannot be loaded or run, or its output does not fit the settings.
        """
        height, width = self._settings.size
        resized = resize(pixels, width, height, cv2.INTER_AREA)
        planes = ((resized - self._settings.mean) / self._settings.std).transpose(2, 0, 1)
        channels = softmax(self._logits(np.ascontiguousarray(planes[None], np.float32)))
        cells = np.stack([resize(channel, columns, rows, cv2.INTER_LINEAR) for channel in channels])
        return np.tensordot(self._settings.shares, cells, axes=1).astype(np.float32)

    def _logits(self, planes: NDArray[np.float32]) -> NDArray[np.float32]:
        """Run the network on `planes`, (1, 3, H, W), and return its logits, (channels, h, w)."""
        session = self._session()
        inputs = [value.name for value in session.get_inputs()]
        if self._settings.input not in inputs:
            raise self._unsuitable(f"has no input {self._settings.input!r}. Use {' or '.join(map(repr, inputs))}.")
        try:
            output = np.asarray(session.run(None, {self._settings.input: planes})[0])
        except Exception as error:  # ONNX Runtime's exceptions have no common base
            raise self._unsuitable(f"cannot be run on a float32 input of shape {planes.shape}: {error}") from error
        channels = self._settings.shares.shape[1]
        if output.ndim != 4 or output.shape[:2] != (1, channels):
            raise self._unsuitable(
                f"has an output of shape {output.shape}; `classes` describes (1, {channels}, h, w). "
                "Export the logits, and list one class for each channel."
            )
        return cast("NDArray[np.float32]", output[0].astype(np.float32))

    def _session(self) -> onnxruntime.InferenceSession:
        """Return the network's session. Raises ModelMissing if the file is damaged."""
        try:
            return self._model.session
        except ModelMissing as error:  # the file has been removed in the meantime
            raise self._unsuitable("is missing.") from error
        except Exception as error:  # ONNX Runtime's exceptions have no common base
            raise self._unsuitable(f"cannot be read as ONNX; export it again. {error}") from error

    def _unsuitable(self, problem: str) -> ModelMissing:
        """Return the error for a problem of the network's file."""
        return ModelMissing(f"RECOLOR_PARSER={self._path}: the network {self._settings.network.name} {problem}")


def softmax(logits: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the probabilities for logits, both (classes, ...)."""
    exponentials = np.exp(logits - logits.max(axis=0))
    return cast("NDArray[np.float32]", exponentials / exponentials.sum(axis=0))


def _read(path: Path) -> dict[str, Any]:
    """Read a settings file; a label map that it names completes the settings. Raises ValueError if it is unsuitable."""
    try:
        settings: Any = json.loads(path.read_text())
    except (OSError, ValueError) as error:
        raise ValueError(f"the file cannot be read: {error}") from error
    if not isinstance(settings, dict):
        raise ValueError("the file must contain a JSON object.")
    name = settings.get("classes")
    if isinstance(name, str):
        shipped = sorted(file.stem for file in LABEL_MAPS.glob("*.json"))
        if name not in shipped:
            raise ValueError(f"there is no label map {name!r}. Use {' or '.join(shipped)}, or list the classes.")
        defaults = json.loads((LABEL_MAPS / f"{name}.json").read_text())
        settings = defaults | settings | {"classes": list(defaults["labels"].values())}
    if missing := [key for key in _KEYS if key not in settings]:
        raise ValueError(f"the file lacks {', '.join(missing)}.")
    return cast("dict[str, Any]", settings)


def _verified(settings: dict[str, Any], folder: Path, class_names: Sequence[str]) -> _Settings:
    """Verify the values of a settings file in `folder`. Raises ValueError if one is unsuitable."""
    for key in ("network", "input"):
        if not isinstance(settings[key], str) or not settings[key]:
            raise ValueError(f"{key} must be a text, not {settings[key]!r}.")
    network = folder / settings["network"]
    if not network.is_file():
        raise ValueError(f"the network {network} is missing. Put the ONNX file there, or correct `network`.")
    size = settings["size"]
    if not isinstance(size, list) or len(size) != 2 or any(type(side) is not int or side < 1 for side in size):
        raise ValueError(f"size must be [height, width] in pixels, not {size!r}.")
    mean, deviation = (_three_numbers(settings, key) for key in ("mean", "std"))
    if deviation.min() <= 0:
        raise ValueError(f"std must be greater than 0, not {settings['std']!r}.")
    shares = _class_shares(settings["classes"], class_names)
    return _Settings(network, settings["input"], (size[0], size[1]), mean, deviation, shares)


def _three_numbers(settings: dict[str, Any], key: str) -> NDArray[np.float32]:
    """Return the three numbers of `settings[key]`. Raises ValueError if they are anything else."""
    values = settings[key]
    if (
        not isinstance(values, list)
        or len(values) != 3
        or any(type(value) not in (int, float) or not math.isfinite(value) for value in values)
    ):
        raise ValueError(f"{key} must be three numbers, for red, green and blue, not {values!r}.")
    return np.array(values, np.float32)


def _class_shares(channels: Any, class_names: Sequence[str]) -> NDArray[np.float32]:
    """Return the share of each channel's probability that each class receives, (classes, channels).

    Raises ValueError if `channels` is not a list of names, nulls and lists of names.
    """
    if not isinstance(channels, list) or not channels:
        raise ValueError("classes must be a list with one entry per channel, or the name of a label map.")
    shares = np.zeros((len(class_names), len(channels)), np.float32)
    for column, entry in enumerate(channels):
        names = ["background"] if entry is None else [entry] if isinstance(entry, str) else entry
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise ValueError(f"an entry of classes must be a name, a list of names or null, not {entry!r}.")
        if unknown := [name for name in names if name not in class_names]:
            raise ValueError(f"unknown classes: {', '.join(unknown)}. Use {', '.join(class_names)}.")
        for name in names:
            shares[class_names.index(name), column] += 1 / len(names)
    return shares
