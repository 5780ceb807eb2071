"""The network that tells details from base cloth: a small U-Net (Ronneberger et al., MICCAI 2015)."""

import itertools

import torch
from torch import Tensor, nn

from .layers import double

PLANES = 9  # of the input; see `detail_planes` in the engine
_WIDTHS = (8, 16, 32, 48, 48)  # features at the full size and at 1/2 to 1/16 of it


class DetailNetwork(nn.Module):
    """Input: (N, 9, H, W), where H and W are multiples of 16. Output: logits of the share of detail, (N, H, W)."""

    def __init__(self) -> None:
        super().__init__()
        steps = list(itertools.pairwise(_WIDTHS))
        self.first = _convolution(PLANES, _WIDTHS[0])
        self.down = nn.ModuleList(
            nn.Sequential(_convolution(fine, coarse, 2), _convolution(coarse, coarse)) for fine, coarse in steps
        )
        self.narrow = nn.ModuleList(nn.Conv2d(coarse, fine, 1) for fine, coarse in steps)
        self.up = nn.ModuleList(_convolution(fine, fine) for fine, _coarse in steps)
        self.last = nn.Conv2d(_WIDTHS[0], 1, 1)

    def forward(self, planes: Tensor) -> Tensor:
        features = [self.first(planes)]
        for down in self.down:
            features.append(down(features[-1]))
        x = features.pop()
        for narrow, up in zip(reversed(self.narrow), reversed(self.up), strict=True):
            x = up(double(narrow(x)) + features.pop())
        return self.last(x)[:, 0]


class DetailShare(nn.Module):
    """What the engine runs: the network with the share of detail, 0..1, as its output."""

    def __init__(self, network: DetailNetwork) -> None:
        super().__init__()
        self.network = network

    def forward(self, planes: Tensor) -> Tensor:
        return torch.sigmoid(self.network(planes))


def _convolution(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, 3, stride, padding=1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )
