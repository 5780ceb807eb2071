"""Train the first network of the parser: `make train`, or `python -m training.train [--epochs 35] [--leave-out 0]`.

The prepared photos, a checkpoint after every epoch and a log are stored in `var/training/`, so an interrupted training
continues where it stopped. Seeds are fixed.
"""

import argparse

import numpy as np
import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset

from . import data, samples
from .augment import augment, fit
from .classes import CLASSES, allowed_classes
from .network import CELL, Network
from .run import FOLDER, Recipe, Run, garment_overlaps
from .sampling import chosen_items, count_labels

# Height and width of the photos, and from which share of the training on. The parser learns names from small photos,
# which take a quarter of the time, and borders from larger ones.
SIZES = {0.0: (256, 192), 0.8: (384, 288)}
SIZE = SIZES[0.8]
EPOCHS, BATCH_SIZE = 35, 12
RATE, BACKBONE_RATE = 6e-4, 1.5e-4
FINE_TUNING = 0.25  # factor of the rates in a fine-tuning, which sees large photos only


class Photos(Dataset):
    """Augmented photos of one epoch: the random numbers depend on the epoch and on the position only."""

    def __init__(self, items: list[data.Item], epoch: int, size: tuple[int, int]) -> None:
        self.items, self.epoch, self.size = chosen_items(items, epoch), epoch, size

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, index: int) -> tuple[tuple[Tensor], Tensor, bool]:
        random = np.random.default_rng([self.epoch, index])
        photo, labels = augment(*samples.read(self.items[index]), self.size, random)
        cells = np.ascontiguousarray(labels[CELL // 2 :: CELL, CELL // 2 :: CELL])
        planes = torch.from_numpy(np.ascontiguousarray(photo.transpose(2, 0, 1)))
        return (planes,), torch.from_numpy(cells), self.items[index].is_exact


def validate(network: Network) -> list[tuple[str, float]]:
    """Return the label and the IoU of every garment of the validation photos."""
    network.eval()
    allowed = allowed_classes()
    overlaps = []
    for item in data.validation_items():
        photo, labels = fit(*samples.read(item), SIZE)
        with torch.no_grad():
            logits, _presence = network(torch.from_numpy(photo).permute(2, 0, 1)[None].float())
        cells = labels[CELL // 2 :: CELL, CELL // 2 :: CELL]
        overlaps += garment_overlaps(logits[0].argmax(0).numpy(), cells, allowed)
    return overlaps


def train(name: str, start: str, epochs: int, left_out: int | None, is_fine_tuning: bool) -> None:
    """Prepare the photos, train for all epochs and store the checkpoint.

    start: a checkpoint to begin with, or ""; left_out: the fold of photos that is not used.
    """
    torch.manual_seed(0)
    samples.prepare_all()
    items = [item for item in data.training_items() if left_out is None or data.fold_of(item) != left_out]
    steps = sum(len(chosen_items(items, epoch)) // BATCH_SIZE for epoch in range(epochs))
    networks = (Network(len(CLASSES)), Network(len(CLASSES)))
    if start:
        networks[0].load_state_dict(torch.load(FOLDER / f"{start}.pt", weights_only=True)["network"])
    networks[0].keeps_statistics = is_fine_tuning
    factor = FINE_TUNING if is_fine_tuning else 1.0
    recipe = Recipe(epochs, steps, factor * RATE, factor * BACKBONE_RATE, trim_from=0.0 if is_fine_tuning else 0.3)
    run = Run(name, networks, list(networks[0].blocks.parameters()), count_labels(items), recipe)

    def batches(epoch: int) -> DataLoader:
        size = [size for share, size in SIZES.items() if is_fine_tuning or epoch >= share * epochs][-1]
        photos = Photos(items, epoch, size)
        return DataLoader(photos, BATCH_SIZE, num_workers=1, drop_last=True, prefetch_factor=4)

    run.complete(batches, validate)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--name", default="parser", help="of the checkpoint")
    parser.add_argument("--start", default="", help="name of a checkpoint whose weights to start from")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--leave-out", type=int, choices=(0, 1), help="fold of photos that is not used")
    parser.add_argument("--fine-tune", action="store_true", help="use large photos and small learning rates")
    options = parser.parse_args()
    train(options.name, options.start, options.epochs, options.leave_out, options.fine_tune)


if __name__ == "__main__":
    main()
