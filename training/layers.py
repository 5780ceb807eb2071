"""Layers that the networks of the parser have in common."""

from torch import Tensor, nn
from torch.nn import functional

_HEADS = 6


class Attention(nn.Module):
    """A layer of self-attention over all cells (Vaswani et al., 2017), with a convolution for their positions."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.position = nn.Conv2d(width, width, 3, padding=1, groups=width)
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.queries_keys_values = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU(), nn.Dropout(0.1), nn.Linear(3 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.position(x)
        batch, width, rows, columns = x.shape
        cells = x.flatten(2).transpose(1, 2)
        q, k, v = (
            self.queries_keys_values(self.norm1(cells))
            .reshape(batch, -1, 3, _HEADS, width // _HEADS)
            .permute(2, 0, 3, 1, 4)
        )
        weights = (q @ k.transpose(-2, -1) * (width // _HEADS) ** -0.5).softmax(-1)
        cells = cells + self.project((weights @ v).transpose(1, 2).reshape(batch, -1, width))
        cells = cells + self.mlp(self.norm2(cells))
        return cells.transpose(1, 2).reshape(batch, width, rows, columns)


def convolution(inputs: int, outputs: int, size: int) -> nn.Sequential:
    """Return a convolution with batch normalization and ReLU."""
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, size, padding=size // 2, bias=False), nn.BatchNorm2d(outputs), nn.ReLU(inplace=True)
    )


def double(x: Tensor) -> Tensor:
    """Return features with twice the rows and columns."""
    return functional.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)
