"""The network that estimates the expected IoU of a candidate for a click."""

import torch
from torch import Tensor, nn

_LIMIT = 4.0  # standard deviations to which measurements are clipped
_WIDTHS = 64, 32


class ClickNetwork(nn.Module):
    """The mean of several perceptrons.

    Input: measurements, (..., measurements). Output: expected IoU, (...,) 0..1.
    """

    def __init__(self, mean: Tensor, deviation: Tensor, members: int) -> None:
        super().__init__()
        self.register_buffer("mean", mean)
        self.register_buffer("deviation", deviation)
        self.members = nn.ModuleList(_perceptron(len(mean)) for _ in range(members))

    def inputs(self, measurements: Tensor) -> Tensor:
        """Return the standardized inputs of the perceptrons."""
        return ((measurements - self.mean) / self.deviation).clamp(-_LIMIT, _LIMIT)

    def forward(self, measurements: Tensor) -> Tensor:
        inputs = self.inputs(measurements)
        return torch.stack([member(inputs)[..., 0].sigmoid() for member in self.members]).mean(0)


def _perceptron(inputs: int) -> nn.Sequential:
    wide, narrow = _WIDTHS
    return nn.Sequential(
        *(nn.Dropout(0.1), nn.Linear(inputs, wide), nn.GELU()),
        *(nn.Dropout(0.1), nn.Linear(wide, narrow), nn.GELU()),
        nn.Linear(narrow, 1),
    )
