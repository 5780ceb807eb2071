"""Write the statistics of outfits: `python -m training.fit_outfits` makes `recolor/engine/finding/outfits.json`.

Which garments are worn together is counted in the labels of split `train` of `bench/labeled`. How easily classes are
confused is a table by group, tuned on split `val`: labels are too few to measure every pair of classes.
"""

import itertools
import json
import math
from collections import Counter

import numpy as np

from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.outfits import TABLES

from .classes import GROUPS
from .data import garment_names, training_items

SAME_GROUP = 0.75  # likelihood of a class of the same group
PAIR_LIMITS = (-2.5, 2.0)  # of the log odds
ALIKE = {"jeans": "trousers", "coat": "jacket"}  # classes without labels of their own in `bench/labeled`

# Likelihoods of the classes of one group on the garments of another, in both directions.
_OTHER_GROUPS = {
    ("t-shirt", "kurta"): 0.45, ("t-shirt", "jacket"): 0.5, ("t-shirt", "saree"): 0.12,
    ("kurta", "jacket"): 0.45, ("kurta", "skirt"): 0.45, ("kurta", "saree"): 0.3, ("kurta", "trousers"): 0.15,
    ("skirt", "trousers"): 0.3, ("skirt", "saree"): 0.4, ("trousers", "saree"): 0.15, ("jacket", "saree"): 0.12,
}  # fmt: skip


def likelihood(garment: str, name: str) -> float:
    """Return the likelihood of a class on a garment, relative to the garment's own class."""
    if garment == name:
        return 1.0
    group_of = {member: group[0] for group in GROUPS for member in group}
    groups = (group_of[garment], group_of[name])
    if groups[0] == groups[1]:
        return SAME_GROUP
    return _OTHER_GROUPS.get(groups, _OTHER_GROUPS.get((groups[1], groups[0]), 0.0))


def pairs() -> dict[str, float]:
    """Return the log odds of garments being worn together, against chance."""
    exact = [item.entry for item in training_items() if item.is_exact and item.entry["kind"] != "render"]
    photos = [set(garment_names(entry)) for entry in exact]
    single = Counter(name for names in photos for name in names)
    both = Counter(pair for names in photos for pair in itertools.combinations(sorted(names), 2))
    odds = {}
    for first, second in itertools.combinations(sorted(garment_classes()), 2):
        alike = tuple(sorted((ALIKE.get(first, first), ALIKE.get(second, second))))
        expected = single[alike[0]] * single[alike[1]] / len(photos)
        value = math.log((both[alike] + 1) / (expected + 1)) if alike[0] != alike[1] else PAIR_LIMITS[0]
        odds[f"{first} + {second}"] = round(float(np.clip(value, *PAIR_LIMITS)), 2)
    return {name: value for name, value in odds.items() if value}


def main() -> None:
    """Write the statistics."""
    names = garment_classes()
    likelihoods = {
        garment: {name: likelihood(garment, name) for name in names if likelihood(garment, name)} for garment in names
    }
    TABLES.write_text(json.dumps({"likelihoods": likelihoods, "pairs": pairs()}, indent=1) + "\n")


if __name__ == "__main__":
    main()
