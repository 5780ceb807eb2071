"""The expected IoU and the class of candidates, estimated from their measurements by a small network.

The network is `weights/quality.onnx` in `networks/`, trained by `python -m training.train_quality` on the candidates of
labeled photos. Its expected IoU is calibrated on split `val`; see docs/figures.md for how far it can be trusted.
"""

from __future__ import annotations

import functools
import json
from typing import cast

import numpy as np
from numpy.typing import NDArray

from ..networks.built_in_parser import WEIGHTS
from ..networks.session import OnnxModel

# Weights of the two sources of class probabilities, chosen by what is found by name on split `val`. Both sources are
# too certain on new photos: the cross entropy there is 1.92 with these weights, 3.5 with the network alone, and 2.1
# with the parser alone.
_NETWORK_WEIGHT, _PARSER_WEIGHT, _PARSER_FLOOR = 0.15, 0.5, 0.02


@functools.cache
def _calibration() -> tuple[list[float], list[float]]:
    """Return the expected IoU as the network gives it, and the mean true IoU of such candidates."""
    stored = json.loads((WEIGHTS / "quality.json").read_text())
    return stored["expected"], stored["true"]


class QualityModel:
    """The network. It loads on first use and may be shared between threads."""

    def __init__(self) -> None:
        self.network = OnnxModel(WEIGHTS / "quality.onnx")

    def __call__(
        self, measurements: NDArray[np.float32], embeddings: NDArray[np.float32]
    ) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Estimate the quality and the classes of candidates.

        Parameters
        ----------
        measurements : (n, measurements) float32
            See `measurements.Measured.values`.
        embeddings : (n, 256) float32
            See `measurements.Measured.embeddings`.

        Returns
        -------
        expected : (n,) float32
            The IoU that each candidate probably has with a whole garment, 0..1.
        classes : (n, garments) float32
            Probability of each class of `garment_classes`.
        """
        inputs = {"measurements": measurements, "embeddings": embeddings}
        expected, classes = self.network.session.run(None, inputs)
        return np.interp(expected, *_calibration()).astype(np.float32), _blended(classes, measurements)


def _blended(classes: NDArray[np.float32], measurements: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return the weighted geometric mean of the network's classes and of the parser's, the last measurements."""
    parsed = measurements[:, -classes.shape[1] :]
    shares = parsed / np.maximum(parsed.sum(axis=1, keepdims=True), 1e-3)
    logits = _NETWORK_WEIGHT * np.log(classes + 1e-9) + _PARSER_WEIGHT * np.log(shares + _PARSER_FLOOR)
    exponentials = np.exp(logits - logits.max(axis=1, keepdims=True))
    return cast("NDArray[np.float32]", exponentials / exponentials.sum(axis=1, keepdims=True))
