"""The expected IoU of the candidates for a click, estimated from their measurements by a small network.

The network is `weights/clicks.onnx` in `networks/`, trained by `python -m training.train_clicks` with simulated clicks.
"""

import numpy as np
from numpy.typing import NDArray

from ..networks.built_in_parser import WEIGHTS
from ..networks.session import OnnxModel


class ClickQualityModel:
    """The network. It loads on first use and may be shared between threads."""

    def __init__(self) -> None:
        self._model = OnnxModel(WEIGHTS / "clicks.onnx")

    def __call__(self, measurements: NDArray[np.float32]) -> NDArray[np.float32]:
        """Estimate the IoU of candidates with the garment that the clicks mean.

        Parameters
        ----------
        measurements : (n, measurements) float32
            See `click_measurements.measure`.

        Returns
        -------
        (n,) float32
            The expected IoU of each, 0..1.

        Raises
        ------
        ModelMissing
            If the model file does not exist.
        """
        expected: NDArray[np.float32] = self._model.session.run(["expected"], {"measurements": measurements})[0]
        return expected
