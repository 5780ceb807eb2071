"""Train the garment parser: `make train`, or `python -m training.train [--threads 2]`.

Features and checkpoints are stored in `var/training/`, so an interrupted training continues where it stopped. Seeds are
fixed. At the end the network, its label map and its figures are written to `recolor/engine/networks/weights/`.
"""

import argparse
import time

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from . import data, features
from .export import export
from .head import Head

CHECKPOINT = features.FOLDER.parent / "head.pt"
EPOCHS, BATCH_SIZE = 8, 8
LEARNING_RATE, WEIGHT_DECAY = 2e-3, 0.02
AVERAGE_DECAY = 0.99  # per step, of the moving average of the weights, which is validated and exported
JACCARD_WEIGHT = 0.5  # of the soft Jaccard loss beside the cross entropy
CLASS_WEIGHT_EXPONENT = -0.45  # of a class's share of pixels, which gives its weight in the cross entropy

Sample = tuple[str, str]  # the id of a photo and the name of a variant


class Training:
    """The state of a training run: networks, optimizer and progress, saved after every epoch."""

    def __init__(self, samples: list[Sample]) -> None:
        classes = len(data.CLASSES)
        self.samples = samples
        self.head, self.averaged = Head(classes), Head(classes)
        self.averaged.load_state_dict(self.head.state_dict())
        self.optimizer = torch.optim.AdamW(self.head.parameters(), LEARNING_RATE, weight_decay=WEIGHT_DECAY)
        steps = EPOCHS * (len(samples) // BATCH_SIZE)
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, LEARNING_RATE, steps, pct_start=0.1)
        self.epoch, self.seconds = 0, 0.0
        self.class_weights = class_weights(samples)

    def _parts(self) -> dict:
        return {
            "head": self.head,
            "averaged": self.averaged,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }

    def resume(self) -> None:
        """Load the checkpoint, if there is one."""
        if CHECKPOINT.exists():
            state = torch.load(CHECKPOINT, weights_only=True)
            for name, part in self._parts().items():
                part.load_state_dict(state[name])
            self.epoch, self.seconds = state["epoch"], state["spent"]

    def save(self) -> None:
        """Write the checkpoint, replacing the previous one only when it is complete."""
        state = {name: part.state_dict() for name, part in self._parts().items()}
        state |= {"epoch": self.epoch, "spent": self.seconds}
        unfinished = CHECKPOINT.with_suffix(".tmp")
        torch.save(state, unfinished)
        unfinished.rename(CHECKPOINT)

    def run_epoch(self) -> float:
        """Train on all samples once; return the mean loss."""
        self.head.train()
        started = time.monotonic()
        order = np.random.default_rng(self.epoch).permutation(len(self.samples))
        losses = [
            self._step([self.samples[n] for n in order[start : start + BATCH_SIZE]])
            for start in range(0, len(order) - BATCH_SIZE + 1, BATCH_SIZE)
        ]
        self.epoch += 1
        self.seconds += time.monotonic() - started
        return float(np.mean(losses))

    def _step(self, samples: list[Sample]) -> float:
        inputs = load_batch(samples)
        labels = inputs.pop("labels")
        with torch.autocast("cpu", torch.bfloat16):
            logits = self.head(**inputs)
        loss = segmentation_loss(logits.float(), labels, self.class_weights)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.head.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self._update_average()
        return loss.item()

    @torch.no_grad()
    def _update_average(self) -> None:
        for mean, value in zip(self.averaged.state_dict().values(), self.head.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - AVERAGE_DECAY)
            else:
                mean.copy_(value)


def load_batch(samples: list[Sample]) -> dict[str, Tensor]:
    """Return features and labels of samples, padded to one size; the labels of the padding are `data.IGNORE`."""
    stored = [_read(*sample) for sample in samples]
    rows = max(arrays["labels"].shape[0] for arrays in stored)
    columns = max(arrays["labels"].shape[1] for arrays in stored)
    out = {}
    for name in stored[0]:
        scale = 2 if name in ("stage64", "embedding") else 1
        fill = data.IGNORE if name == "labels" else 0
        padded = [_pad(arrays[name], rows // scale, columns // scale, fill) for arrays in stored]
        tensor = torch.from_numpy(np.stack(padded))
        out[name] = tensor.long() if name == "labels" else tensor.float()
    return out


def _read(item: str, variant: str) -> dict[str, np.ndarray]:
    with np.load(features.path(item, variant)) as stored:
        return {name: stored[name] for name in stored.files}


def _pad(values: np.ndarray, rows: int, columns: int, fill: int) -> np.ndarray:
    """Pad the last two axes at their ends."""
    widths = [(0, 0)] * (values.ndim - 2) + [(0, rows - values.shape[-2]), (0, columns - values.shape[-1])]
    return np.pad(values, widths, constant_values=fill)


def segmentation_loss(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Return cross entropy plus soft Jaccard loss, averaged over the classes present.

    The Jaccard loss makes small garments count as much as large ones.
    """
    entropy = functional.cross_entropy(logits, labels, weight=weights, ignore_index=data.IGNORE)
    known = labels != data.IGNORE
    probabilities = logits.softmax(1).permute(0, 2, 3, 1)[known]
    truth = functional.one_hot(labels[known], logits.shape[1]).float()
    intersection = (probabilities * truth).sum(0)
    union = probabilities.sum(0) + truth.sum(0) - intersection
    present = truth.sum(0) > 0
    return entropy + JACCARD_WEIGHT * (1 - (intersection / union.clamp(min=1)))[present].mean()


def class_weights(samples: list[Sample]) -> Tensor:
    """Return the weight of each class in the cross entropy: larger for rarer ones, estimated on every fifth sample."""
    counts = np.zeros(256)
    for sample in samples[::5]:
        with np.load(features.path(*sample)) as stored:
            counts += np.bincount(stored["labels"].ravel(), minlength=256)
    counts = counts[: len(data.CLASSES)]
    share = np.maximum(counts, 1) / counts.sum()
    weights = share**CLASS_WEIGHT_EXPONENT
    return torch.tensor(weights / (weights * share).sum(), dtype=torch.float32)


@torch.no_grad()
def validate(head: Head, items: list[str]) -> dict[str, float]:
    """Return the IoU of every class over the validation photos."""
    head.eval()
    size = len(data.CLASSES)
    confusion = np.zeros((size, size), np.int64)
    for item in items:
        inputs = load_batch([(item, "plain")])
        labels = inputs.pop("labels").numpy()
        predicted = head(**inputs).argmax(1).numpy()
        known = labels != data.IGNORE
        codes = labels[known] * size + predicted[known]
        confusion += np.bincount(codes, minlength=size * size).reshape(size, size)
    intersection = confusion.diagonal()
    union = confusion.sum(0) + confusion.sum(1) - intersection
    return {name: float(intersection[n] / union[n]) for n, name in enumerate(data.CLASSES) if union[n]}


def train(threads: int) -> None:
    """Compute the features, train the head for all epochs and export it."""
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    features.compute_all()
    train_items, validation_items = data.items()
    training = Training([(item, variant) for item in train_items for variant in features.VARIANTS])
    training.resume()
    while training.epoch < EPOCHS:
        loss = training.run_epoch()
        training.save()
        score = np.mean(list(validate(training.averaged, validation_items).values()))
        minutes = training.seconds / 60
        print(f"epoch {training.epoch}: loss {loss:.3f}, mIoU {score:.3f}, {minutes:.1f} min", flush=True)
    figures = validate(training.averaged, validation_items)
    export(training.averaged, {"epochs": EPOCHS, "minutes": round(training.seconds / 60, 1), "iou": figures})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args().threads)
