"""The network that estimates the expected IoU and the class of a candidate."""

import torch
from torch import Tensor, nn

COMPONENTS = 96  # principal components of the embedding; with 48 or 200, fewer classes are right on split `val`
_LIMIT = 4.0  # standard deviations to which inputs are clipped


class Perceptron(nn.Module):
    """One perceptron.

    Input: (N, inputs). Outputs: expected IoU, (N,) 0..1, and logits of the classes, (N, garments).
    """

    def __init__(self, inputs: int, garments: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            nn.Dropout(0.1), nn.Linear(inputs, 128), nn.GELU(), nn.Dropout(0.2), nn.Linear(128, 64), nn.GELU()
        )
        self.quality, self.names = nn.Linear(64, 1), nn.Linear(64, garments)

    def forward(self, inputs: Tensor) -> tuple[Tensor, Tensor]:
        x = self.body(inputs)
        return self.quality(x)[:, 0].sigmoid(), self.names(x)


class QualityNetwork(nn.Module):
    """The mean of several perceptrons, which is more reliable than one.

    Inputs: measurements, (N, measurements), and embeddings, (N, 256). Outputs: expected IoU, (N,) 0..1, and
    probabilities of the classes, (N, garments).
    """

    def __init__(self, measurements: Tensor, embeddings: Tensor, garments: int, members: int) -> None:
        super().__init__()
        self.register_buffer("center", embeddings.mean(0))
        _u, scales, axes = torch.linalg.svd(embeddings - self.center, full_matrices=False)
        scales = scales[:COMPONENTS] / len(embeddings) ** 0.5
        self.register_buffer("axes", axes[:COMPONENTS].T / scales)
        self.register_buffer("mean", measurements.mean(0))
        self.register_buffer("deviation", measurements.std(0) + 1e-3)
        inputs = measurements.shape[1] + self.axes.shape[1]
        self.members = nn.ModuleList(Perceptron(inputs, garments) for _ in range(members))

    def inputs(self, measurements: Tensor, embeddings: Tensor) -> Tensor:
        """Return the standardized inputs of the perceptrons."""
        values = torch.cat([(measurements - self.mean) / self.deviation, (embeddings - self.center) @ self.axes], 1)
        return values.clamp(-_LIMIT, _LIMIT)

    def forward(self, measurements: Tensor, embeddings: Tensor) -> tuple[Tensor, Tensor]:
        inputs = self.inputs(measurements, embeddings)
        outputs = [member(inputs) for member in self.members]
        expected = torch.stack([quality for quality, _names in outputs]).mean(0)
        return expected, torch.stack([names.softmax(1) for _quality, names in outputs]).mean(0)


class WeightedMean(nn.Module):
    """The weighted mean of two quality networks that were trained on the output of different parsers.

    Inputs and outputs: see `QualityNetwork`. weight: of the second network.
    """

    def __init__(self, first: QualityNetwork, second: QualityNetwork, weight: float) -> None:
        super().__init__()
        self.first, self.second, self.weight = first, second, weight

    def forward(self, measurements: Tensor, embeddings: Tensor) -> tuple[Tensor, Tensor]:
        outputs = zip(self.first(measurements, embeddings), self.second(measurements, embeddings), strict=True)
        expected, classes = ((1 - self.weight) * one + self.weight * other for one, other in outputs)
        return expected, classes
