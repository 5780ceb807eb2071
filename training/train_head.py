"""Train the second network of the parser: `python -m training.train_head [--leave-out 0]`.

It reads the features that `features.py` has stored. A checkpoint after every epoch is stored in `var/training/`, so an
interrupted training continues where it stopped. Seeds are fixed.
"""

import argparse
import functools

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional
from torch.utils.data import DataLoader, Dataset

from . import data, features
from .classes import ANYTHING, CLASSES, LABELS, allowed_classes
from .features import NAMES, Variant
from .head import MULTIPLE, Head
from .run import Recipe, Run, garment_overlaps

EPOCHS, BATCH_SIZE = 5, 8
RATE, NOISY_WEIGHT = 1.5e-3, 0.5
_CHUNK = 12 * BATCH_SIZE  # variants that are sorted by shape
_COUNTED = 5  # one in so many variants is read to count the labels


class Features(Dataset):
    """Stored features of variants, in a random order that depends on the epoch.

    Photos of similar shape are neighbors, so that batches need little padding.
    """

    def __init__(self, variants: list[Variant], epoch: int) -> None:
        order = np.random.default_rng([9, epoch]).permutation(len(variants))
        shuffled = [variants[index] for index in order]
        chunks = [shuffled[start : start + _CHUNK] for start in range(0, len(shuffled), _CHUNK)]
        self.variants = [variant for chunk in chunks for variant in sorted(chunk, key=_width)]

    def __len__(self) -> int:
        return len(self.variants)

    def __getitem__(self, index: int) -> tuple[list[Tensor], Tensor, bool]:
        return *read(self.variants[index]), self.variants[index].item.is_exact


@functools.cache
def _width(variant: Variant) -> int:
    """Return the columns of the stored labels."""
    with np.load(variant.path) as stored:
        return stored["labels"].shape[1]


def read(variant: Variant) -> tuple[list[Tensor], Tensor]:
    """Return the stored features, each (channels, rows, columns) float16, and the labels, (rows, columns) uint8."""
    with np.load(variant.path) as stored:
        return [torch.from_numpy(stored[name]) for name in NAMES], torch.from_numpy(stored["labels"])


def padded_batch(samples: list[tuple[list[Tensor], Tensor, bool]]) -> tuple[list[Tensor], Tensor, Tensor]:
    """Return samples as a batch, padded to one size; the labels of the padding allow any class."""
    labels = _padded([labels for _inputs, labels, _exact in samples], MULTIPLE, LABELS.index(ANYTHING))
    scales = (1, 2, 2)
    inputs = [
        _padded([inputs[n] for inputs, _labels, _exact in samples], MULTIPLE // scale, 0)
        for n, scale in enumerate(scales)
    ]
    return inputs, labels, torch.tensor([exact for _inputs, _labels, exact in samples])


def _padded(arrays: list[Tensor], multiple: int, value: int) -> Tensor:
    rows, columns = (-(-max(array.shape[axis] for array in arrays) // multiple) * multiple for axis in (-2, -1))
    return torch.stack(
        [functional.pad(a, (0, columns - a.shape[-1], 0, rows - a.shape[-2]), value=value) for a in arrays]
    )


def count_labels(variants: list[Variant]) -> np.ndarray:
    """Return how many cells of every fifth variant have each label, (labels,)."""
    counts = np.zeros(len(LABELS))
    for variant in variants[::_COUNTED]:
        with np.load(variant.path) as stored:
            counts += np.bincount(stored["labels"].ravel(), minlength=len(LABELS))
    return counts


@torch.no_grad()
def validate(head: Head) -> list[tuple[str, float]]:
    """Return the label and the IoU of every garment of the validation photos."""
    head.eval()
    allowed = allowed_classes()
    overlaps = []
    for item in data.validation_items():
        inputs, labels, _exact = padded_batch([(*read(Variant(item, 0)), True)])
        logits, _presence = head(*(x.float() for x in inputs))
        overlaps += garment_overlaps(logits[0].argmax(0).numpy(), labels[0].numpy(), allowed)
    return overlaps


def train(name: str, epochs: int, left_out: int | None) -> None:
    """Train the head for all epochs and store the checkpoint. left_out: the fold of photos that is not used."""
    torch.manual_seed(0)
    features.compute_all()
    variants = [v for v in features.training_variants() if left_out is None or data.fold_of(v.item) != left_out]
    recipe = Recipe(epochs, epochs * (len(variants) // BATCH_SIZE), RATE, noisy_weight=NOISY_WEIGHT)
    run = Run(name, (Head(len(CLASSES)), Head(len(CLASSES))), [], count_labels(variants), recipe)

    def batches(epoch: int) -> DataLoader:
        samples = Features(variants, epoch)
        return DataLoader(
            samples, BATCH_SIZE, num_workers=1, drop_last=True, collate_fn=padded_batch, prefetch_factor=4
        )

    run.complete(batches, validate)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="head", help="of the checkpoint")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--leave-out", type=int, choices=(0, 1), help="fold of photos that is not used")
    options = parser.parse_args()
    train(options.name, options.epochs, options.leave_out)


if __name__ == "__main__":
    main()
