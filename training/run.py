"""A resumable training run: networks, optimizer and progress, saved after every epoch."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from . import samples
from .classes import LABELS
from .losses import Loss

FOLDER = samples.FOLDER.parent

Batch = tuple[Sequence[Tensor], Tensor, Tensor]  # the inputs, the labels, and whether the labels are exact
Overlaps = list[tuple[str, float]]  # the label and the IoU of garments


@dataclass(frozen=True)
class Recipe:
    """The numbers of a run.

    Attributes
    ----------
    epochs, steps
        Length of the run; steps are optimizer steps of all epochs.
    rate
        Largest learning rate.
    slow_rate
        Largest learning rate of pretrained parameters.
    weight_decay
        Of AdamW.
    average_decay
        Per step, of the moving average of the weights, which is validated and exported.
    trim_from
        Share of the run after which improbable noisy labels are ignored.
    noisy_weight
        Importance of a photo of CCP relative to an exactly labeled one.
    """

    epochs: int
    steps: int
    rate: float
    slow_rate: float = 0.0
    weight_decay: float = 0.03
    average_decay: float = 0.996
    trim_from: float = 0.3
    noisy_weight: float = 0.7


class Run:
    """The state of a run.

    Parameters
    ----------
    name
        Of the checkpoint in `var/training/`.
    networks
        The network, and a second instance for the moving average of its weights.
    pretrained
        Parameters of the network that get the slow rate.
    counts
        Pixels of each label, (labels,), from which the weights of the loss are computed.
    """

    def __init__(
        self, name: str, networks: tuple[nn.Module, nn.Module], pretrained: list, counts: np.ndarray, recipe: Recipe
    ) -> None:
        self.checkpoint = FOLDER / f"{name}.pt"
        self.recipe = recipe
        self.network, self.averaged = (network.to(memory_format=torch.channels_last) for network in networks)
        self.averaged.load_state_dict(self.network.state_dict())
        pretrained = [parameter for parameter in pretrained if parameter.requires_grad]
        known = {id(parameter) for parameter in pretrained}
        trained = [parameter for parameter in self.network.parameters() if parameter.requires_grad]
        new = [parameter for parameter in trained if id(parameter) not in known]
        groups = [{"params": new, "lr": recipe.rate}]
        groups += [{"params": pretrained, "lr": recipe.slow_rate}] if pretrained else []
        self.optimizer = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
        rates = [group["lr"] for group in groups]
        self.schedule = torch.optim.lr_scheduler.OneCycleLR(self.optimizer, rates, recipe.steps, pct_start=0.08)
        self.loss = Loss(counts)
        self.epoch, self.step, self.seconds = 0, 0, 0.0

    def _parts(self) -> dict:
        return {
            "network": self.network,
            "averaged": self.averaged,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
        }

    def resume(self) -> None:
        """Load the checkpoint, if there is one."""
        if self.checkpoint.exists():
            state = torch.load(self.checkpoint, weights_only=True)
            for name, part in self._parts().items():
                part.load_state_dict(state[name])
            self.epoch, self.step, self.seconds = state["epoch"], state["step"], state["seconds"]

    def save(self) -> None:
        """Write the checkpoint, replacing the previous one only when it is complete."""
        state = {name: part.state_dict() for name, part in self._parts().items()}
        state |= {"epoch": self.epoch, "step": self.step, "seconds": self.seconds}
        unfinished = self.checkpoint.with_suffix(".tmp")
        torch.save(state, unfinished)
        unfinished.rename(self.checkpoint)

    def complete(self, batches: Callable[[int], Iterable[Batch]], validate: Callable[[nn.Module], Overlaps]) -> None:
        """Continue from the checkpoint until all epochs are done; save and print a line after each.

        batches: returns the batches of an epoch. validate: returns the label and the IoU of every garment of the
        validation photos.
        """
        self.resume()
        while self.epoch < self.recipe.epochs:
            loss = self.run_epoch(batches(self.epoch))
            self.save()
            figures = describe(validate(self.averaged))
            print(f"epoch {self.epoch}: loss {loss:.3f}, {figures}; {self.seconds / 60:.1f} min", flush=True)

    def run_epoch(self, batches: Iterable[Batch]) -> float:
        """Train on batches of the network's inputs, labels and whether the labels are exact; return the mean loss."""
        self.network.train()
        started = time.monotonic()
        losses = [self._train(*batch) for batch in batches]
        self.epoch += 1
        self.seconds += time.monotonic() - started
        return float(np.mean(losses))

    def _train(self, inputs: Sequence[Tensor], labels: Tensor, exact: Tensor) -> float:
        # Depthwise convolutions are a third faster with the channels last.
        logits, presence = self.network(*(x.float().to(memory_format=torch.channels_last) for x in inputs))
        weights = torch.where(exact, 1.0, self.recipe.noisy_weight)
        trims = self.step > self.recipe.trim_from * self.recipe.steps
        loss = self.loss(logits, presence, labels.long(), exact, weights, trims)
        self.optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 2.0)
        self.optimizer.step()
        self.schedule.step()
        self.step += 1
        self._update_average()
        return loss.item()

    @torch.no_grad()
    def _update_average(self) -> None:
        decay = min(self.recipe.average_decay, (1 + self.step) / (10 + self.step))
        for mean, value in zip(self.averaged.state_dict().values(), self.network.state_dict().values(), strict=True):
            if mean.dtype.is_floating_point:
                mean.lerp_(value, 1 - decay)
            else:
                mean.copy_(value)


def garment_overlaps(predicted: np.ndarray, labels: np.ndarray, allowed: np.ndarray) -> Overlaps:
    """Return the label and the IoU of every garment of a photo.

    predicted: classes, (rows, columns); labels: indices in `LABELS`, (rows, columns); allowed: of `allowed_classes`.
    """
    known = labels != LABELS.index("anything")
    overlaps = []
    for label in np.unique(labels[known]):
        truth = labels == label
        if LABELS[label] in ("background", "skin", "hair", "prop") or truth[known].mean() < 0.01:
            continue
        found = allowed[label][predicted] & known
        overlaps.append((LABELS[label], float((found & truth).sum() / (found | truth).sum())))
    return overlaps


def describe(overlaps: Overlaps) -> str:
    """Return the mean, the median and the share of good ones of the IoU of garments."""
    values = np.array([iou for _label, iou in overlaps])
    shares = f"mean {values.mean():.3f}, median {np.median(values):.3f}, >= 0.8 {np.mean(values >= 0.8):.2f}"
    return f"IoU of garments: {shares}"
