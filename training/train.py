"""Train the parser: `make train`, or `python -m training.train [--threads 2]`.

Resumable: features and checkpoints lie under `var/training/`. Seeds are fixed. At the end the network, its label
map and its figures are written to `recolor/engine/weights/`.
"""

import argparse
import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from . import data, features
from .export import export
from .head import Head

CHECKPOINT = features.FOLDER.parent / "head.pt"
EPOCHS, BATCH, RATE, DECAY, AVERAGED = 8, 8, 2e-3, 0.02, 0.99


def read(item: str, variant: str) -> dict[str, np.ndarray]:
    with np.load(features.path(item, variant)) as stored:
        return {name: stored[name] for name in stored.files}


def batch(keys: list[tuple[str, str]]) -> dict[str, Tensor]:
    """Samples padded to one size; what is padded is not learnt from."""
    samples = [read(*key) for key in keys]
    rows = max(sample["labels"].shape[0] for sample in samples)
    columns = max(sample["labels"].shape[1] for sample in samples)
    out = {}
    for name in samples[0]:
        scale = 2 if name in ("stage64", "embedding") else 1
        arrays = []
        for sample in samples:
            value = sample[name]
            grow = [(0, 0)] * (value.ndim - 2) + [
                (0, rows // scale - value.shape[-2]),
                (0, columns // scale - value.shape[-1]),
            ]
            arrays.append(np.pad(value, grow, constant_values=data.IGNORE if name == "labels" else 0))
        out[name] = torch.from_numpy(np.stack(arrays))
    return {name: value.long() if name == "labels" else value.float() for name, value in out.items()}


def loss_of(logits: Tensor, labels: Tensor, weights: Tensor) -> Tensor:
    """Cross entropy and soft Jaccard over the classes present: large and small garments count alike."""
    entropy = functional.cross_entropy(logits, labels, weight=weights, ignore_index=data.IGNORE)
    known = labels != data.IGNORE
    chances = logits.softmax(1).permute(0, 2, 3, 1)[known]
    truth = functional.one_hot(labels[known], logits.shape[1]).float()
    both = (chances * truth).sum(0)
    union = chances.sum(0) + truth.sum(0) - both
    present = truth.sum(0) > 0
    return entropy + 0.5 * (1 - (both / union.clamp(min=1)))[present].mean()


def class_weights(keys: list[tuple[str, str]]) -> Tensor:
    counts = np.zeros(256)
    for key in keys[::5]:
        with np.load(features.path(*key)) as stored:
            counts += np.bincount(stored["labels"].ravel(), minlength=256)
    share = np.maximum(counts[: len(data.CLASSES)], 1) / counts[: len(data.CLASSES)].sum()
    weights = share**-0.45
    return torch.tensor(weights / (weights * share).sum(), dtype=torch.float32)


@torch.no_grad()
def validate(head: Head, items: list[str]) -> dict[str, float]:
    """IoU of every class over the validation photos."""
    head.eval()
    size = len(data.CLASSES)
    confusion = np.zeros((size, size), np.int64)
    for item in items:
        sample = batch([(item, "plain")])
        labels = sample.pop("labels").numpy()
        guess = head(**sample).argmax(1).numpy()
        known = labels != data.IGNORE
        pairs = labels[known] * size + guess[known]
        confusion += np.bincount(pairs, minlength=size * size).reshape(size, size)
    both = confusion.diagonal()
    union = confusion.sum(0) + confusion.sum(1) - both
    return {name: float(both[n] / union[n]) for n, name in enumerate(data.CLASSES) if union[n]}


def train(threads: int) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    features.compute_all()
    train_items, validation_items = data.items()
    keys = [(item, variant) for item in train_items for variant in features.VARIANTS]
    head, averaged = Head(len(data.CLASSES)), Head(len(data.CLASSES))
    optimizer = torch.optim.AdamW(head.parameters(), RATE, weight_decay=DECAY)
    steps_an_epoch = len(keys) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, EPOCHS * steps_an_epoch, pct_start=0.1)
    first, spent = 0, 0.0
    averaged.load_state_dict(head.state_dict())
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT, weights_only=True)
        for part, name in (
            (head, "head"),
            (averaged, "averaged"),
            (optimizer, "optimizer"),
            (schedule, "schedule"),
        ):
            part.load_state_dict(state[name])
        first, spent = state["epoch"], state["spent"]
    weights = class_weights(keys)
    for epoch in range(first, EPOCHS):
        started = time.monotonic()
        loss = _epoch(head, averaged, optimizer, schedule, weights, keys, seed=epoch)
        spent += time.monotonic() - started
        state = {"head": head.state_dict(), "averaged": averaged.state_dict(), "optimizer": optimizer.state_dict(),
                 "schedule": schedule.state_dict(), "epoch": epoch + 1, "spent": spent}  # fmt: skip
        torch.save(state, CHECKPOINT.with_suffix(".tmp"))
        CHECKPOINT.with_suffix(".tmp").rename(CHECKPOINT)
        score = np.mean(list(validate(averaged, validation_items).values()))
        print(f"epoch {epoch + 1}: loss {loss:.3f}, mIoU {score:.3f}, {spent / 60:.1f} min", flush=True)
    figures = validate(averaged, validation_items)
    export(averaged, {"epochs": EPOCHS, "minutes": round(spent / 60, 1), "iou": figures})


def _epoch(head, averaged, optimizer, schedule, weights, keys, seed) -> float:  # type: ignore[no-untyped-def]
    head.train()
    order = np.random.default_rng(seed).permutation(len(keys))
    losses = []
    for start in range(0, len(order) - BATCH + 1, BATCH):
        sample = batch([keys[n] for n in order[start : start + BATCH]])
        labels = sample.pop("labels")
        with torch.autocast("cpu", torch.bfloat16):
            logits = head(**sample)
        loss = loss_of(logits.float(), labels, weights)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(head.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        with torch.no_grad():
            for mean, value in zip(averaged.state_dict().values(), head.state_dict().values(), strict=True):
                if mean.dtype.is_floating_point:
                    mean.lerp_(value, 1 - AVERAGED)
                else:
                    mean.copy_(value)
    return float(np.mean(losses))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args()
    Path(features.FOLDER).mkdir(parents=True, exist_ok=True)
    train(options.threads)
