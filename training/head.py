"""The network of the garment parser: a small head on the features of MobileSAM's frozen encoder."""

import torch
from torch import Tensor, nn
from torch.nn import functional

WIDTH64, WIDTH128, INNER = 192, 64, 64  # channels at the coarse and the fine resolution, and inside a block
DILATIONS = (1, 2, 4, 8, 1, 2, 4, 8)


class Block(nn.Module):
    """A residual bottleneck block with dilated convolution (He et al., "Deep Residual Learning", CVPR 2016)."""

    def __init__(self, dilation: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            _conv(WIDTH64, INNER, 1), _conv(INNER, INNER, 3, dilation), nn.Conv2d(INNER, WIDTH64, 1)
        )

    def forward(self, x: Tensor) -> Tensor:
        return x + self.body(x)


class Head(nn.Module):
    """The segmentation head.

    Inputs: `stage128` (N, 128, H, W), `stage64` (N, 160, H/2, W/2), `embedding` (N, 256, H/2, W/2).
    Output: logits (N, classes, H, W).
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.coarse = _conv(160 + 256, WIDTH64, 1)
        self.context = nn.Sequential(*[Block(dilation) for dilation in DILATIONS])
        self.whole = nn.Linear(WIDTH64, WIDTH64)
        self.fine = _conv(128, WIDTH128, 1)
        self.merge = nn.Sequential(
            _conv(WIDTH64 + WIDTH128, WIDTH128, 1), _conv(WIDTH128, WIDTH128, 3), _conv(WIDTH128, WIDTH128, 3)
        )
        self.drop = nn.Dropout2d(0.1)
        self.classify = nn.Conv2d(WIDTH128, classes, 1)

    def forward(self, stage128: Tensor, stage64: Tensor, embedding: Tensor) -> Tensor:
        x = self.context(self.coarse(torch.cat([stage64, embedding], 1)))
        # The mean over the whole photo helps to distinguish a dress from a skirt below a top.
        x = x + self.whole(x.mean((2, 3)))[:, :, None, None]
        x = functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
        x = self.merge(torch.cat([x, self.fine(stage128)], 1))
        return self.classify(self.drop(x))


def _conv(inputs: int, outputs: int, size: int, dilation: int = 1) -> nn.Sequential:
    padding = dilation * (size // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, padding=padding, dilation=dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )
