"""The weights of the cloth's mapping, moved on to what is judged: the mean CIEDE2000 of every pair.

Ridge regression (`fit_cloth.py`) minimizes squares of Lab, in which a dark green's error counts as much as a gray's.
From there, Adam goes on with the mapping of `recolor/engine/cloth.py` and CIEDE2000 written for PyTorch. The root of
each pair's mean counts, so that a few pairs that were retouched by another taste do not rule all others.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import torch

from recolor.engine.recoloring import cloth

if TYPE_CHECKING:
    from .fit_cloth import Pair, Weights

PIXELS, STEPS, RATE, PULL = 400, 250, 0.03, 0.03  # PULL: towards the regression's weights
SCALE = {"below": 1.0, "above": 1.0, "shade": 10.0, "light": 10.0}  # of the weights, for one rate for all


class Table:
    """All pairs as tensors: one row each, `PIXELS` pixels of it."""

    def __init__(self, pairs: "Sequence[Pair]") -> None:
        random = np.random.default_rng(1)
        columns: dict[str, list] = {
            name: [] for name in ("distance", "residual", "x", "chroma", "axes", "target", "after")
        }
        for pair in pairs:
            base = cloth.describe_cloth(pair.before)
            chosen = random.choice(len(pair.before), PIXELS, replace=False)
            before = pair.before[chosen]
            x = cloth.slope_features(float(base.median[0]), float(pair.target[0]), base.below, base.above)
            features, axes = cloth.chroma_features(pair.target)
            residual = cloth.residual_chroma(before, base, pair.target)
            values = (before[:, 0] - base.median[0], residual, x, features, axes, pair.target, pair.after[chosen])
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        self.columns = {name: torch.tensor(np.array(column, np.float32)) for name, column in columns.items()}
        self.weight = torch.tensor([pair.weight for pair in pairs])

    def mapped(self, weights: dict[str, torch.Tensor]) -> torch.Tensor:
        """`cloth.recolor_cloth` of all pairs, (P, PIXELS, 3) Lab."""
        c = self.columns
        slopes = [
            torch.clamp(c["x"] @ weights[side], cloth.LEAST_SLOPE, cloth.MOST_SLOPE) for side in ("below", "above")
        ]
        moved = torch.where(c["distance"] < 0, *(c["distance"] * slope[:, None] for slope in slopes))
        target = c["target"][:, :1]
        room_down, room_up = torch.clamp(target, min=1), torch.clamp(100 - target, min=1)
        down, up = _bend(torch.clamp(-moved, min=0), room_down), _bend(torch.clamp(moved, min=0), room_up)
        away = up - down
        d = torch.clamp(away, *cloth.FARTHEST)[..., None] / 10
        shade, light = ((c["chroma"] @ weights[side])[:, None] for side in ("shade", "light"))
        change = torch.clamp(d, max=0) * shade + torch.clamp(d, min=0) * light
        chroma = c["target"][:, None, 1:] + change @ c["axes"] + c["residual"]
        return torch.cat([(target + away)[..., None], chroma], -1)

    def loss(self, weights: dict[str, torch.Tensor]) -> torch.Tensor:
        errors = _ciede2000(self.mapped(weights), self.columns["after"]).mean(1)
        return (self.weight * torch.sqrt(errors)).sum() / self.weight.sum()


def descend(pairs: "Sequence[Pair]", start: "Weights") -> "Weights":
    """The weights from which `start` cannot be moved to a smaller error without leaving its neighborhood."""
    table = Table(pairs)
    origin = {name: torch.tensor(values, dtype=torch.float32) for name, values in start.items()}
    moves = {name: torch.zeros_like(values, requires_grad=True) for name, values in origin.items()}
    optimizer = torch.optim.Adam(list(moves.values()), lr=RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, STEPS)
    for _ in range(STEPS):
        optimizer.zero_grad()
        weights = {name: origin[name] + SCALE[name] * moves[name] for name in origin}
        loss = table.loss(weights) + PULL * sum(move.square().sum() for move in moves.values())
        loss.backward()
        optimizer.step()
        schedule.step()
    moved = {name: (origin[name] + SCALE[name] * moves[name]).detach().numpy() for name in origin}
    return {name: values.astype(float).round(5).tolist() for name, values in moved.items()}


def _bend(distance: torch.Tensor, room: torch.Tensor) -> torch.Tensor:
    straight = room / 2
    over = torch.clamp(distance - straight, min=0)
    return torch.minimum(distance, straight) + straight * (1 - torch.exp(-over / straight))


def _ciede2000(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """As in `recolor/engine/ciede2000.py`, smooth at equal colors and without the rotation, which is small."""
    small = 1e-4
    (lightness1, a1, b1), (lightness2, a2, b2) = first.unbind(-1), second.unbind(-1)
    mean7 = ((torch.sqrt(a1**2 + b1**2 + small) + torch.sqrt(a2**2 + b2**2 + small)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - torch.sqrt(mean7 / (mean7 + 25.0**7) + 1e-12))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = torch.sqrt(a1**2 + b1**2 + small), torch.sqrt(a2**2 + b2**2 + small)
    chroma, hue = (chroma1 + chroma2) / 2, torch.atan2(b1 + b2, a1 + a2)
    d_chroma = chroma2 - chroma1
    d_hue = torch.sqrt(torch.clamp((a1 - a2) ** 2 + (b1 - b2) ** 2 - d_chroma**2, min=0) + 1e-6)
    weight = (
        1
        - 0.17 * torch.cos(hue - np.radians(30))
        + 0.24 * torch.cos(2 * hue)
        + 0.32 * torch.cos(3 * hue + np.radians(6))
        - 0.20 * torch.cos(4 * hue - np.radians(63))
    )
    from_middle = ((lightness1 + lightness2) / 2 - 50) ** 2
    parts = (
        (lightness2 - lightness1) / (1 + 0.015 * from_middle / torch.sqrt(20 + from_middle)),
        d_chroma / (1 + 0.045 * chroma),
        d_hue / (1 + 0.015 * chroma * weight),
    )
    return torch.sqrt(sum(part**2 for part in parts) + 1e-6)
