"""Gradient descent of the cloth model's weights on the mean CIEDE2000 of every pair.

Ridge regression (`fit_cloth.py`) minimizes squared differences in CIELAB, where an error in a dark green counts as much
as the same error in a gray. This module starts from its result and minimizes CIEDE2000 by Adam, with the mapping of
`recolor/engine/recoloring/cloth.py` written for PyTorch. The loss is the square root of each pair's mean, so that a few
pairs with an unusual retouching do not dominate.
"""

from collections.abc import Sequence

import numpy as np
import torch

from recolor.engine.recoloring import cloth

from .pairs import Pair, Weights

PIXELS = 400  # pixels per pair
STEPS, LEARNING_RATE = 250, 0.03
PULL = 0.03  # penalty on the squared distance from the starting weights
SCALE = {"below": 1.0, "above": 1.0, "shade": 10.0, "light": 10.0}  # units of the weights, so that one rate suits all


class PairTable:
    """All pairs as tensors, with one row per pair and `PIXELS` of its pixels."""

    def __init__(self, pairs: Sequence[Pair]) -> None:
        random = np.random.default_rng(1)
        names = ("distance", "residual", "slope_features", "chroma_features", "axes", "target", "after")
        columns: dict[str, list] = {name: [] for name in names}
        for pair in pairs:
            measured = cloth.describe_cloth(pair.before)
            chosen = random.choice(len(pair.before), PIXELS, replace=False)
            before = pair.before[chosen]
            slope_features = cloth.slope_features(measured, float(pair.target[0]))
            chroma_features, axes = cloth.chroma_features(pair.target)
            residual = cloth.residual_chroma(before, measured, pair.target)
            distance = before[:, 0] - measured.median[0]
            values = (distance, residual, slope_features, chroma_features, axes, pair.target, pair.after[chosen])
            for column, value in zip(columns.values(), values, strict=True):
                column.append(value)
        self.columns = {name: torch.tensor(np.array(column, np.float32)) for name, column in columns.items()}
        self.weight = torch.tensor([pair.weight for pair in pairs])

    def recolored(self, weights: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the result of `cloth.recolor_cloth` for all pairs, (P, PIXELS, 3) CIELAB."""
        columns = self.columns
        slopes = [
            torch.clamp(columns["slope_features"] @ weights[side], 0, cloth.MAXIMUM_SLOPE)
            for side in ("below", "above")
        ]
        distance = columns["distance"]
        stretched = torch.where(distance < 0, *(distance * slope[:, None] for slope in slopes))
        target = columns["target"][:, :1]
        room_below, room_above = torch.clamp(target, min=1), torch.clamp(100 - target, min=1)
        below = _compress(torch.clamp(-stretched, min=0), room_below)
        above = _compress(torch.clamp(stretched, min=0), room_above)
        from_target = above - below
        d = torch.clamp(from_target, cloth.SHADE_LIMIT, cloth.LIGHT_LIMIT)[..., None] / 10
        shade, light = ((columns["chroma_features"] @ weights[side])[:, None] for side in ("shade", "light"))
        change = torch.clamp(d, max=0) * shade + torch.clamp(d, min=0) * light
        chroma = columns["target"][:, None, 1:] + change @ columns["axes"] + columns["residual"]
        return torch.cat([(target + from_target)[..., None], chroma], -1)

    def loss(self, weights: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return the weighted mean of the square roots of each pair's mean CIEDE2000."""
        errors = _ciede2000(self.recolored(weights), self.columns["after"]).mean(1)
        return (self.weight * torch.sqrt(errors)).sum() / self.weight.sum()


def minimize_ciede2000(pairs: Sequence[Pair], start: Weights) -> Weights:
    """Return weights near `start` with a smaller CIEDE2000 on the pairs."""
    table = PairTable(pairs)
    origin = {name: torch.tensor(values, dtype=torch.float32) for name, values in start.items()}
    moves = {name: torch.zeros_like(values, requires_grad=True) for name, values in origin.items()}
    optimizer = torch.optim.Adam(list(moves.values()), lr=LEARNING_RATE)
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


def _compress(distance: torch.Tensor, room: torch.Tensor) -> torch.Tensor:
    """Compute `cloth._compress`."""
    straight = room / 2
    over = torch.clamp(distance - straight, min=0)
    return torch.minimum(distance, straight) + straight * (1 - torch.exp(-over / straight))


def _ciede2000(first: torch.Tensor, second: torch.Tensor) -> torch.Tensor:
    """Compute CIEDE2000 as in `recolor/engine/color/ciede2000.py`.

    Unlike there, it is differentiable at equal colors and leaves out the rotation term, which is small.
    """
    epsilon = 1e-4
    (lightness1, a1, b1), (lightness2, a2, b2) = first.unbind(-1), second.unbind(-1)
    mean7 = ((torch.sqrt(a1**2 + b1**2 + epsilon) + torch.sqrt(a2**2 + b2**2 + epsilon)) / 2) ** 7
    stretch = 1 + 0.5 * (1 - torch.sqrt(mean7 / (mean7 + 25.0**7) + 1e-12))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = torch.sqrt(a1**2 + b1**2 + epsilon), torch.sqrt(a2**2 + b2**2 + epsilon)
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
