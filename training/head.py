"""The second network of the parser: a head on the features of MobileSAM's encoder.

The encoder runs on every photo anyway, at a higher resolution than the first network. It has learned to separate
objects from millions of photos, so the head generalizes better from few labeled ones, but it was not trained to name
them.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional

from .layers import Attention, convolution, double

MULTIPLE = 8  # height and width of the finest features must be multiples of this
_COARSE = 4  # cells of 16 px per cell of the context, in each direction; self-attention is slow on more cells
_CHANNELS = {"stage128": 128, "stage64": 160, "embedding": 256}
_WIDTH, _FINE_WIDTH, _CONTEXT, _LAYERS = 128, 48, 192, 2


class Head(nn.Module):
    """The head.

    Inputs: the features `stage128`, (N, 128, H, W), `stage64`, (N, 160, H / 2, W / 2), and `embedding`,
    (N, 256, H / 2, W / 2), of photos; H and W are multiples of `MULTIPLE`.
    Outputs: logits of the classes, (N, classes, H, W), and logits of the presence of each class, (N, classes).
    """

    def __init__(self, classes: int) -> None:
        super().__init__()
        self.norms = nn.ModuleDict({name: nn.BatchNorm2d(count) for name, count in _CHANNELS.items()})
        self.drop_inputs = nn.Dropout2d(0.1)
        self.fine = convolution(_CHANNELS["stage128"], _FINE_WIDTH, 1)
        self.middle = convolution(_CHANNELS["stage64"], _WIDTH, 1)
        self.deep = convolution(_CHANNELS["embedding"], _WIDTH, 1)
        self.mix = convolution(2 * _WIDTH, _WIDTH, 1)
        self.coarse = convolution(2 * _WIDTH, _CONTEXT, 1)
        self.context = nn.Sequential(*[Attention(_CONTEXT) for _ in range(_LAYERS)])
        self.top = nn.Conv2d(_CONTEXT, _WIDTH, 1)
        self.merge = convolution(_WIDTH, _WIDTH, 3)
        self.narrow = convolution(_WIDTH, _FINE_WIDTH, 1)
        self.last = convolution(_FINE_WIDTH, _FINE_WIDTH, 3)
        self.drop = nn.Dropout2d(0.1)
        self.classify = nn.Conv2d(_FINE_WIDTH, classes, 1)
        self.presence = nn.Sequential(nn.Dropout(0.3), nn.Linear(_CONTEXT, classes))

    def forward(self, stage128: Tensor, stage64: Tensor, embedding: Tensor) -> tuple[Tensor, Tensor]:
        features = {"stage128": stage128, "stage64": stage64, "embedding": embedding}
        fine, middle, deep = (
            reduce(self.drop_inputs(self.norms[name](features[name])))
            for name, reduce in zip(_CHANNELS, (self.fine, self.middle, self.deep), strict=True)
        )
        mixed = torch.cat([middle, deep], 1)
        context = self.context(self.coarse(functional.avg_pool2d(mixed, _COARSE)))
        top = functional.interpolate(self.top(context), size=mixed.shape[2:], mode="bilinear", align_corners=False)
        x = self.merge(self.mix(mixed) + top)
        x = self.last(double(self.narrow(x)) + fine)
        return self.classify(self.drop(x)), self.presence(context.mean((2, 3)))
