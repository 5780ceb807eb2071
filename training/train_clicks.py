"""Train the network that estimates the quality of candidates for clicks: `python -m training.train_clicks`.

Clicks are simulated on photos of split `train`, whose analyses are made by networks that have not seen the photo's
shop. The first round of clicks follows simple rules. The network that is trained on it chooses the masks of the second
round, because the masks that it must correct in use are those that it has chosen itself (Ross et al., "A Reduction of
Imitation Learning and Structured Prediction to No-Regret Online Learning", AISTATS 2011). Analyses and rounds are
stored in `var/training/clicks/`, so an interrupted run continues.
"""

import functools
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

from recolor.engine import Analysis, Engine
from recolor.engine.networks.built_in_parser import WEIGHTS

from . import data, samples, train_quality
from .click_network import ClickNetwork
from .click_states import Rank, State, simulate
from .storing import write_arrays, write_file

FOLDER = samples.FOLDER.parent / "clicks"
ROUNDS = 2
_ARRAYS = ("measurements", "ious")
EPOCHS, BATCH_SIZE, RATE, WEIGHT_DECAY, MEMBERS = 20, 64, 2e-3, 0.02, 4
ERROR_WEIGHT = 4.0  # of the squared error of the IoU, against the IoU that is lost by the choice
SHARPNESS = 20.0  # of the choice among candidates in the loss; larger values consider fewer of them
STEPS = {"catalogue": 7}  # every so many photos of a kind are used; of other kinds, every second one


def clicked_items() -> list[data.Item]:
    """Return the photos on which clicks are simulated."""
    kinds: dict[str, list[data.Item]] = {}
    for item in data.training_items():
        if item.is_exact and item.entry["kind"] != "render":
            kinds.setdefault(item.entry["kind"], []).append(item)
    return [item for kind, items in kinds.items() for item in items[:: STEPS.get(kind, 2)]]


def engine_of_fold(fold: int) -> Engine:
    """Return an engine whose networks have not seen the photos of a fold."""
    engine = train_quality.engine_of_fold(fold, with_head=True)
    path = FOLDER / f"quality{fold}.onnx"
    if not path.exists():
        others = [item for item in train_quality.measured_items() if data.fold_of(item) != fold]
        train_quality.write(train_quality.fit_mean(others), path)
    engine._quality.network.path = path
    return engine


def analysis_of(engine: Engine, item: data.Item) -> Analysis:
    """Return the stored analysis of a photo, or make it."""
    path = FOLDER / "analyses" / f"{item.key}.npz"
    if not path.exists():
        photo = engine.open(data.BENCH / "labeled" / item.entry["file"])
        write_file(path, engine.analyze(photo).to_bytes())
    return Analysis.from_bytes(path.read_bytes())


def store_states(items: list[data.Item], folder: Path, rank: Rank | None) -> None:
    """Simulate clicks on photos, and store the states of each photo in a folder."""
    for fold in (0, 1):
        engine = engine_of_fold(fold)
        for item in items:
            path = folder / f"{item.key}.npz"
            if data.fold_of(item) == fold and not path.exists():
                random = np.random.default_rng(len(item.key) + sum(item.key.encode()))
                states = list(simulate(engine, analysis_of(engine, item), item, rank, random))
                write_states(path, states)


def write_states(path: Path, states: list[State]) -> None:
    """Store the states of a photo."""
    arrays = {name: np.concatenate([getattr(state, name) for state in states]) for name in _ARRAYS}
    counts, numbers = [len(state.ious) for state in states], [state.number for state in states]
    write_arrays(path, counts=counts, numbers=numbers, **arrays)


def read_states(folder: Path) -> Iterator[State]:
    """Yield the states that a folder stores."""
    for path in sorted(folder.glob("*.npz")):
        with np.load(path) as stored:
            ends = np.cumsum(stored["counts"])[:-1]
            arrays = [np.split(stored[name], ends) for name in _ARRAYS]
            yield from (State(int(number), *values) for number, *values in zip(stored["numbers"], *arrays, strict=True))


def padded(states: list[State]) -> tuple[Tensor, Tensor, Tensor]:
    """Return the measurements, (states, n, measurements), the true IoU and what is no padding, both (states, n)."""
    pad = functools.partial(torch.nn.utils.rnn.pad_sequence, batch_first=True)
    ious = [torch.from_numpy(state.ious) for state in states]
    known = pad([torch.ones(len(values), dtype=torch.bool) for values in ious])
    return pad([torch.from_numpy(state.measurements) for state in states]), pad(ious), known


def fit(states: list[State]) -> ClickNetwork:
    """Return the trained network."""
    torch.manual_seed(0)
    measurements, ious, known = padded(states)
    values = measurements[known]
    network = ClickNetwork(values.mean(0), values.std(0) + 1e-3, MEMBERS)
    inputs = network.inputs(measurements)
    for member in network.members:
        optimizer = torch.optim.AdamW(member.parameters(), RATE, weight_decay=WEIGHT_DECAY)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, EPOCHS * (len(states) // BATCH_SIZE))
        for _ in range(EPOCHS):
            for batch in torch.randperm(len(states))[: len(states) // BATCH_SIZE * BATCH_SIZE].split(BATCH_SIZE):
                optimizer.zero_grad()
                _loss(member(inputs[batch])[..., 0].sigmoid(), ious[batch], known[batch]).backward()
                optimizer.step()
                schedule.step()
    return network.eval()


def _loss(expected: Tensor, ious: Tensor, known: Tensor) -> Tensor:
    """Return the squared error of the IoU, and how much IoU a choice by the expected IoU loses against the best one."""
    error = (expected - ious).square()[known].mean()
    choice = (SHARPNESS * expected).masked_fill(~known, -torch.inf).softmax(1)
    lost = ious.amax(1) - (choice * ious).sum(1)
    return ERROR_WEIGHT * error + lost.mean()


def rank_by(network: ClickNetwork) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function from measurements to the expected IoU."""

    @torch.no_grad()
    def rank(measurements: np.ndarray) -> np.ndarray:
        return network(torch.from_numpy(measurements)).numpy()

    return rank


def write(network: ClickNetwork) -> None:
    """Write the network as ONNX."""
    torch.onnx.export(
        network,
        torch.zeros(2, len(network.mean)),
        WEIGHTS / "clicks.onnx",
        input_names=["measurements"],
        output_names=["expected"],
        dynamic_axes={name: {0: "candidates"} for name in ("measurements", "expected")},
        opset_version=17,
        dynamo=False,
    )


def main() -> None:
    """Simulate the clicks, fit the network after each round, and write the last one."""
    (FOLDER / "analyses").mkdir(parents=True, exist_ok=True)
    items, states, rank = clicked_items(), [], None
    for number in range(ROUNDS):
        folder = FOLDER / f"round{number}"
        folder.mkdir(exist_ok=True)
        store_states(items, folder, rank)
        states += read_states(folder)
        network = fit(states)
        rank = rank_by(network)
    write(network)


if __name__ == "__main__":
    main()
