"""Train the network that tells details from base cloth: `python -m training.train_details`.

A second process makes samples (`printed_garments.py`) while the network learns from the newest few hundred of them.
The checkpoint in `var/training/details.pt` is written every 50 steps, and a second start continues from it.
"""

import multiprocessing
import queue
from multiprocessing.queues import Queue
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from recolor.engine.color.spaces import rgb_to_lab
from recolor.engine.networks.built_in_parser import WEIGHTS
from recolor.engine.networks.detail_network import detail_planes

from . import samples
from .detail_network import PLANES, DetailNetwork, DetailShare
from .printed_garments import SIDE, Sample, plain_garments, random_sample

STEPS, BATCH, RATE = 1100, 8, 4e-3
POOL, FIRST_POOL = 400, 64  # samples to learn from, and how many must be there at the start
CHECKPOINT = samples.FOLDER.parent / "details.pt"
_OPAQUE = 242  # mask value from which a pixel is certainly cloth, as in the engine
_SMALL = 2000  # pixels added to the size of a garment, so that tiny ones count less in the loss

Batch = tuple[Tensor, Tensor, Tensor]  # planes (N, 9, SIDE, SIDE); true shares and sure pixels (N, SIDE, SIDE)


def produce(made: "Queue[Sample]", seed: int) -> None:
    """Make samples forever."""
    torch.set_num_threads(1)
    garments, random = plain_garments(), np.random.default_rng(seed)
    while True:
        made.put(random_sample(garments, random))


class Pool:
    """The newest samples, each used several times and in eight orientations."""

    def __init__(self, made: "Queue[Sample]", seed: int) -> None:
        self._made, self._random = made, np.random.default_rng(seed)
        self._samples = [made.get() for _sample in range(FIRST_POOL)]

    def batch(self) -> Batch:
        """Return a random batch."""
        self._refresh()
        chosen = [self._planes(self._samples[self._random.integers(len(self._samples))]) for _sample in range(BATCH)]
        planes, shares, sure = (torch.tensor(np.stack(values)) for values in zip(*chosen, strict=True))
        return planes, shares, sure

    def _refresh(self) -> None:
        try:
            while True:
                sample = self._made.get_nowait()
                if len(self._samples) < POOL:
                    self._samples.append(sample)
                else:
                    self._samples[self._random.integers(POOL)] = sample
        except queue.Empty:
            return

    def _planes(self, sample: Sample) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        sure = (sample.mask > _OPAQUE).astype(np.float32)
        lab = rgb_to_lab(sample.pixels.reshape(-1, 3)).reshape(SIDE, SIDE, 3)
        images = detail_planes(lab, sure, sample.base), sample.share, sure
        if self._random.random() < 0.5:
            images = tuple(image[..., ::-1] for image in images)
        if self._random.random() < 0.5:
            images = tuple(image.swapaxes(-1, -2) for image in images)
        planes, share, sure = (np.ascontiguousarray(image) for image in images)
        return planes, share, sure


def loss_of(logits: Tensor, shares: Tensor, sure: Tensor) -> Tensor:
    """Return the mean cross entropy on the cloth of every sample."""
    losses = functional.binary_cross_entropy_with_logits(logits, shares, reduction="none") * sure
    return (losses.sum((1, 2)) / (sure.sum((1, 2)) + _SMALL)).mean()


def train(made: "Queue[Sample]") -> DetailNetwork:
    """Return the trained network."""
    torch.manual_seed(0)
    network = DetailNetwork()
    optimizer = torch.optim.AdamW(network.parameters(), lr=RATE, weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, STEPS, pct_start=0.1)
    first = 0
    if CHECKPOINT.exists():
        state = torch.load(CHECKPOINT, weights_only=True)
        for part, name in ((network, "network"), (optimizer, "optimizer"), (schedule, "schedule")):
            part.load_state_dict(state[name])
        first = state["step"]
    pool, losses = Pool(made, seed=first), []
    for step in range(first + 1, STEPS + 1):
        planes, shares, sure = pool.batch()
        loss = loss_of(network(planes), shares, sure)
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
        if step % 50 == 0:
            print(f"step {step}: loss {np.mean(losses[-50:]):.4f}", flush=True)
            parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
            torch.save({"step": step} | {name: part.state_dict() for name, part in parts.items()}, CHECKPOINT)
    return network


def export(network: DetailNetwork, target: Path) -> None:
    """Write the network for pictures of any size."""
    torch.onnx.export(
        DetailShare(network).eval(),
        (torch.zeros(1, PLANES, SIDE, SIDE),),
        target,
        input_names=["planes"],
        output_names=["share"],
        dynamic_axes={"planes": {2: "rows", 3: "columns"}, "share": {1: "rows", 2: "columns"}},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Train the network and write it to the engine."""
    made: Queue[Sample] = multiprocessing.Queue(16)
    producer = multiprocessing.Process(target=produce, args=(made, 1), daemon=True)
    producer.start()
    CHECKPOINT.parent.mkdir(parents=True, exist_ok=True)
    export(train(made), WEIGHTS / "details.onnx")
    producer.terminate()


if __name__ == "__main__":
    main()
