"""Fit the weights of `recolor/engine/recoloring/cloth.py`: `python -m training.fit_cloth`.

Each pair of a garment in two colors is divided into twelve bands of the source's lightness, with the true mean CIELAB
in each. Ridge regression on the bands gives the slopes of lightness and the changes of chroma; gradient descent
(`descent.py`) then minimizes CIEDE2000. The script prints the error on garments left out of the fit (an eighth of the
photographs or one scene at a time) and writes `recolor/engine/recoloring/cloth.json`.
"""

import itertools
import json
import tempfile
from pathlib import Path
from unittest.mock import patch

import numpy as np

from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.recoloring import cloth

from .descent import minimize_ciede2000
from .pairs import Pair, Weights, load_pairs

SLOPE_RIDGE, CHROMA_RIDGE = 30.0, 0.3  # regularization of the slopes and of the changes of chroma
FOLDS = 8  # groups of photographs, each left out once
BAND_EDGES = np.array([0, 2, 5, 10, 20, 35, 50, 65, 80, 90, 95, 98, 100]) / 100  # quantiles of lightness


def fit(pairs: list[Pair]) -> Weights:
    """Return the weights that fit the pairs best."""
    slopes: dict[str, list] = {"below": [], "above": []}
    chroma: dict[str, list] = {"shade": [], "light": []}
    for pair in pairs:
        measured = cloth.describe_cloth(pair.before)
        slope_features = cloth.slope_features(measured, float(pair.target[0]))
        chroma_features, axes = cloth.chroma_features(pair.target)
        order = np.argsort(pair.before[:, 0], kind="stable")
        for first, last in itertools.pairwise((BAND_EDGES * len(order)).astype(int)):
            band = order[first:last]
            change = pair.after[band].mean(axis=0) - pair.target
            distance = float(pair.before[band, 0].mean() - measured.median[0])
            slope_row = (slope_features * distance / 10, change[0] / 10, pair.weight)
            slopes["below" if distance < 0 else "above"].append(slope_row)
            d = float(np.clip(change[0], cloth.SHADE_LIMIT, cloth.LIGHT_LIMIT)) / 10
            chroma_row = (chroma_features * d, axes @ change[1:], pair.weight)
            chroma["shade" if d < 0 else "light"].append(chroma_row)
    start = {side: _ridge_regression(rows, SLOPE_RIDGE) for side, rows in slopes.items()}
    start |= {side: _ridge_regression(rows, CHROMA_RIDGE) for side, rows in chroma.items()}
    return minimize_ciede2000(pairs, start)


def _ridge_regression(rows: list, ridge: float) -> list:
    """Return the coefficients of a weighted ridge regression; rows: (features, value, weight) each."""
    x, y, weight = (np.array(column) for column in zip(*rows, strict=True))
    weighted = (x * weight[:, None]).T
    return np.linalg.solve(weighted @ x + ridge * np.eye(x.shape[1]), weighted @ y).round(5).tolist()


def left_out_error(pairs: list[Pair]) -> dict[str, float]:
    """Return the median over pairs of the mean CIEDE2000, each garment recolored by a fit to the others."""
    errors: dict[str, list[float]] = {"photographs": [], "renders": []}
    photographs = sorted({pair.group for pair in pairs if pair.is_photo})
    scenes = sorted({pair.group for pair in pairs} - set(photographs))
    for left_out in [photographs[first::FOLDS] for first in range(FOLDS)] + [[scene] for scene in scenes]:
        write_weights(fit([pair for pair in pairs if pair.group not in left_out]))
        for pair in pairs:
            if pair.group in left_out:
                recolored = cloth.recolor_cloth(pair.before, cloth.describe_cloth(pair.before), pair.target)
                error = float(ciede2000(recolored, pair.after).mean())
                errors["photographs" if pair.is_photo else "renders"].append(error)
    return {kind: round(float(np.median(values)), 3) for kind, values in errors.items()}


def write_weights(weights: Weights) -> None:
    """Write the weights to the engine's file and make the engine read them again."""
    cloth.weights.cache_clear()
    cloth.WEIGHTS_FILE.write_text(json.dumps(weights) + "\n")


if __name__ == "__main__":
    all_pairs = load_pairs()
    with tempfile.TemporaryDirectory() as folder, patch.object(cloth, "WEIGHTS_FILE", Path(folder) / "cloth.json"):
        print("left out:", left_out_error(all_pairs))
    write_weights(fit(all_pairs))
