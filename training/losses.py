"""The loss of the garment parser, for labels that allow several classes."""

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from .classes import ANYTHING, CLASSES, LABELS, allowed_classes, group_members

GROUP_WEIGHT, JACCARD_WEIGHT, PRESENCE_WEIGHT = 0.5, 0.6, 0.1
CLASS_WEIGHT_EXPONENT = -0.25  # of a class's share of pixels, which gives its weight
NOISE_LIMIT = 0.05  # pixels of noisy labels whose probability is below this are ignored once training has settled
_MINIMUM_PRESENCE = 0.003  # share of the picture from which a class counts as present
_EPSILON = 1e-5


class Loss:
    """Negative log likelihood of classes and of groups, soft Jaccard loss, and presence of classes.

    counts: number of pixels of each label, (labels,), from which the weights are computed.
    """

    def __init__(self, counts: np.ndarray) -> None:
        allowed = allowed_classes()
        members = group_members()
        same_groups = ((allowed @ members.T) > 0) @ members
        self.allowed = torch.tensor(allowed, dtype=torch.float32)
        self.same_groups = torch.tensor(same_groups > 0, dtype=torch.float32)
        shares = (counts / allowed.sum(1)) @ allowed
        shares = np.maximum(shares / shares.sum(), 1e-4)
        by_class = shares**CLASS_WEIGHT_EXPONENT
        by_class /= (by_class * shares).sum()
        by_label = (allowed * by_class).sum(1) / allowed.sum(1)
        by_label[LABELS.index(ANYTHING)] = 0
        self.weights = torch.tensor(by_label, dtype=torch.float32)

    def __call__(
        self, logits: Tensor, presence: Tensor, labels: Tensor, exact: Tensor, photo_weights: Tensor, trims: bool
    ) -> Tensor:
        """Return the loss of a batch.

        logits (N, classes, H, W), presence (N, classes), labels (N, H, W) int64, exact (N,) bool; photo_weights (N,):
        importance of each photo; trims: whether improbable noisy labels are ignored.
        """
        probabilities = logits.softmax(1).permute(0, 2, 3, 1)  # (N, H, W, classes)
        allowed = self.allowed[labels]
        likelihood = (probabilities * allowed).sum(-1)
        weights = self.weights[labels] * photo_weights[:, None, None]
        if trims:
            weights = weights * ~((likelihood.detach() < NOISE_LIMIT) & ~exact[:, None, None])
        of_group = (probabilities * self.same_groups[labels]).sum(-1)
        entropy = -torch.log(likelihood + _EPSILON) - GROUP_WEIGHT * torch.log(of_group + _EPSILON)
        total = (weights * entropy).sum() / weights.sum().clamp(min=1)
        with torch.no_grad():  # the allowed class that the network finds most likely counts as the truth
            truth = probabilities * allowed
            truth = truth / truth.sum(-1, keepdim=True).clamp(min=_EPSILON)
        known = (weights > 0)[..., None]
        jaccard = _jaccard_loss(probabilities * known, truth * known)
        return total + JACCARD_WEIGHT * jaccard + PRESENCE_WEIGHT * self._presence_loss(presence, labels, exact)

    def _presence_loss(self, presence: Tensor, labels: Tensor, exact: Tensor) -> Tensor:
        """Return the binary cross entropy of the presence; classes that a label merely allows are left out."""
        truths, known = torch.zeros_like(presence), torch.ones_like(presence, dtype=torch.bool)
        singles = self.allowed.sum(1) == 1
        anything = LABELS.index(ANYTHING)
        for n in range(len(labels)):
            shares = torch.bincount(labels[n].flatten(), minlength=len(LABELS)) / labels[n].numel()
            for label in torch.nonzero(shares > 0).flatten().tolist():
                if label == anything:
                    continue
                classes = self.allowed[label] > 0
                if not singles[label]:
                    known[n] &= ~classes
                elif shares[label] > _MINIMUM_PRESENCE:
                    truths[n] += classes.float()
        known &= (truths > 0) | ~(exact[:, None] & torch.tensor([name in _PROPS for name in CLASSES]))
        losses = functional.binary_cross_entropy_with_logits(presence, truths.clamp(max=1), reduction="none")
        return (losses * known).sum() / known.sum().clamp(min=1) * 4


_PROPS = {"shoes", "bag", "hat", "belt", "jewelry"}  # not labeled in `bench/labeled`


def _jaccard_loss(probabilities: Tensor, truth: Tensor) -> Tensor:
    """Return the mean soft Jaccard distance of the classes in the batch, all (N, H, W, classes)."""
    over = (0, 1, 2)
    intersection = (probabilities * truth).sum(over)
    union = probabilities.sum(over) + truth.sum(over) - intersection
    present = truth.sum(over) > 20
    return (1 - intersection / union.clamp(min=1))[present].mean()
