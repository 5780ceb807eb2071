"""Train the network that estimates quality: `python -m training.train_quality`.

Every candidate of the photos of split `train` is measured and compared with the labeled garments. The measurements are
stored in `var/training/candidates/`, so an interrupted run continues. They use parsers that have not seen the photo or
its shop (checkpoints `fold0` and `fold1`): the final one has learned these photos by heart, and its output would seem
more reliable than it is on new photos. One network is trained on candidates that were measured with the parser's first
network alone, another one with both of its networks; their mean is better than either on split `val`. The expected IoU
is calibrated with the garments that are chosen on split `val`.
"""

import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np
import torch
from scipy.optimize import isotonic_regression
from torch import Tensor
from torch.nn import functional

from recolor.engine import Analysis, Engine
from recolor.engine.finding.analyzing import measured_candidates
from recolor.engine.finding.choice import choose
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.overlap import iou
from recolor.engine.networks.built_in_parser import WEIGHTS

from . import data, samples
from .export import export_head, export_parser
from .quality_network import QualityNetwork, WeightedMean
from .storing import write_arrays

FOLDERS = {with_head: samples.FOLDER.parent / name for with_head, name in ((False, "candidates"), (True, "with_head"))}
EPOCHS, BATCH_SIZE, RATE, WEIGHT_DECAY, MEMBERS = 8, 512, 2e-3, 0.02, 4
COMMON_KIND = "catalogue"
MINIMUM_IOU = 0.5  # of candidates that have a class
CLASS_WEIGHT = 0.3  # of the classes in the loss
CALIBRATION_POINTS, SLOPE = 12, 0.1
# Weight of the network that was trained with the head. On split `val`, .57 of the garments are found with an IoU of .8;
# with 0, 0.5 and 0.65 it is .52, .56 and .56.
WITH_HEAD = 0.35


def measured_items() -> list[data.Item]:
    """Return the photos to measure: of catalog photos every second one, because many are alike."""
    exact = [item for item in data.training_items() if item.is_exact]
    common = [item for item in exact if item.entry["kind"] == COMMON_KIND]
    return [*(item for item in exact if item not in common), *common[::2]]


def measure(engine: Engine, item: data.Item, folder: Path) -> None:
    """Store the measurements, embeddings, true IoU and class (-1 for none) of the candidates of a photo in a folder."""
    target = folder / f"{item.key}.npz"
    if target.exists():
        return
    photo, _labels = data.load(item)
    features = engine._encoder(photo)
    embedding = features["embedding"].astype(np.float16)
    analysis = Analysis(embedding, engine._parser(photo, features), *photo.shape[:2])
    candidates, measured = measured_candidates(analysis, photo, engine._decoder)
    ious, classes = _compare(candidates.small, item)
    write_arrays(target, values=measured.values, embeddings=measured.embeddings, ious=ious, classes=classes)


def _compare(masks: np.ndarray, item: data.Item) -> tuple[np.ndarray, np.ndarray]:
    """Return the IoU of each mask, (masks, rows, columns), with the best labeled garment, and its class."""
    flat = masks.reshape(len(masks), -1)
    best, classes = np.zeros(len(masks), np.float32), np.full(len(masks), -1)
    for name, mask in data.garments(item):
        inside = cv2.resize(255 * mask.astype(np.uint8), masks.shape[:0:-1], interpolation=cv2.INTER_AREA).ravel() > 127
        common = (flat & inside).sum(axis=1)
        overlap = common / np.maximum(flat.sum(axis=1) + inside.sum() - common, 1)
        classes[overlap > best] = garment_classes().index(name)
        best = np.maximum(best, overlap)
    return best, classes


def read(folder: Path, items: Iterable[data.Item]) -> dict[str, Tensor]:
    """Return the arrays of photos that a folder stores."""
    stored = [dict(np.load(folder / f"{item.key}.npz")) for item in items]
    return {name: torch.from_numpy(np.concatenate([arrays[name] for arrays in stored])) for name in stored[0]}


def fit(rows: dict[str, Tensor]) -> QualityNetwork:
    """Return the trained network."""
    torch.manual_seed(0)
    every = slice(None, None, 20)
    network = QualityNetwork(rows["values"], rows["embeddings"][every], len(garment_classes()), MEMBERS)
    inputs = network.inputs(rows["values"], rows["embeddings"])
    ious, classes = rows["ious"].float(), rows["classes"].long()
    for member in network.members:
        optimizer = torch.optim.AdamW(member.parameters(), RATE, weight_decay=WEIGHT_DECAY)
        steps = EPOCHS * (len(inputs) // BATCH_SIZE)
        schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps)
        for _ in range(EPOCHS):
            for batch in torch.randperm(len(inputs))[: len(inputs) // BATCH_SIZE * BATCH_SIZE].split(BATCH_SIZE):
                optimizer.zero_grad()
                _loss(*member(inputs[batch]), ious[batch], classes[batch]).backward()
                optimizer.step()
                schedule.step()
    return network.eval()


def _loss(expected: Tensor, logits: Tensor, ious: Tensor, classes: Tensor) -> Tensor:
    """Return the squared error of the IoU and the cross entropy of the classes of candidates close to a garment."""
    loss = 4 * (expected - ious).square().mean()
    known = (ious > MINIMUM_IOU) & (classes >= 0)
    if known.any():
        entropy = functional.cross_entropy(logits[known], classes[known], reduction="none")
        loss = loss + CLASS_WEIGHT * (entropy * ious[known]).mean()
    return loss


def write(network: WeightedMean, path: Path) -> None:
    """Write the network as ONNX."""
    example = (torch.zeros(2, len(network.first.mean)), torch.zeros(2, len(network.first.center)))
    torch.onnx.export(
        network,
        example,
        path,
        input_names=["measurements", "embeddings"],
        output_names=["expected", "classes"],
        dynamic_axes={name: {0: "candidates"} for name in ("measurements", "embeddings", "expected", "classes")},
        opset_version=17,
        dynamo=False,
    )


def calibrate() -> None:
    """Fit the mean true IoU of chosen garments to their expected IoU on split `val`, by isotonic regression."""
    (WEIGHTS / "quality.json").write_text(json.dumps({"expected": [0, 1], "true": [0, 1]}) + "\n")
    engine = Engine()
    expected, true = [], []
    for item in data.validation_items():
        photo = engine.open(data.BENCH / "labeled" / item.entry["file"])
        analysis = engine.analyze(photo)
        truths = [mask.astype(np.uint8) * 255 for _name, mask in data.garments(item)]
        for choice in choose(analysis):
            size = choice.mask.shape[::-1]
            masks = [cv2.resize(truth, size, interpolation=cv2.INTER_AREA) > 127 for truth in truths]
            expected.append(choice.expected)
            true.append(max((iou(choice.mask, mask) for mask in masks), default=0.0))
    order = np.argsort(expected)
    raw, isotonic = np.array(expected)[order], isotonic_regression(np.array(true)[order]).x
    points = np.quantile(raw, np.linspace(0, 1, CALIBRATION_POINTS))
    means = [float(np.mean(isotonic[np.argsort(np.abs(raw - point))[: max(5, len(raw) // 12)]])) for point in points]
    # Isotonic regression has plateaus; a slight slope keeps the order of candidates, which decides the choice.
    means = [(1 - SLOPE) * mean + SLOPE * point for mean, point in zip(means, points, strict=True)]
    table = {
        "expected": [0.0, *np.round(points, 3).tolist(), 1.0],
        "true": [0.0, *np.round(means, 3).tolist(), round(max(means) + SLOPE * (1 - points[-1]), 3)],
    }
    (WEIGHTS / "quality.json").write_text(json.dumps(table) + "\n")


def main() -> None:
    """Measure the candidates of all training photos, fit the networks and calibrate them."""
    for with_head, folder in FOLDERS.items():
        folder.mkdir(parents=True, exist_ok=True)
        for fold in (0, 1):
            engine = engine_of_fold(fold, with_head)
            for item in measured_items():
                if data.fold_of(item) == fold:
                    measure(engine, item, folder)
    write(fit_mean(measured_items()), WEIGHTS / "quality.onnx")
    calibrate()


def fit_mean(items: Sequence[data.Item]) -> WeightedMean:
    """Return the weighted mean of networks that were trained on the measured candidates of photos."""
    without_head, with_head = (fit(read(folder, items)) for folder in FOLDERS.values())
    return WeightedMean(without_head, with_head, WITH_HEAD).eval()


def engine_of_fold(fold: int, with_head: bool) -> Engine:
    """Return an engine whose parser has not seen the photos of a fold."""
    engine = Engine()
    folder = samples.FOLDER.parent / f"fold{fold}"
    export_parser(f"fold{fold}", folder)
    export_head(f"head{fold}", folder)
    parser = engine._parser.built_in
    parser.network.path, parser.head.path = folder / "parser.onnx", folder / "head.onnx"
    parser.head_share = parser.head_share if with_head else 0.0
    return engine


if __name__ == "__main__":
    main()
