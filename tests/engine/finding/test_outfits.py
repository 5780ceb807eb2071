"""The search of the most likely set of garments."""

import itertools

import numpy as np

from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.outfits import SETTINGS, Evidence, most_likely_outfit, tables

from .synthetic import parser_probabilities


def names(outfit):
    return {garment_classes()[index] for index in outfit}


def test_the_search_finds_the_best_of_all_small_outfits():
    blocks = {"kurta": (12, 55, 0.6), "dress": (40, 60, 0.5), "salwar": (60, 80, 0.7), "leggings": (80, 95, 0.6)}
    evidence = Evidence(parser_probabilities(blocks))
    best = max(
        (outfit for size in range(1, 4) for outfit in itertools.combinations(range(len(garment_classes())), size)),
        key=evidence.score,
    )
    assert names(most_likely_outfit(evidence)) == names(best)


def test_required_garments_come_first_and_are_distinct():
    evidence = Evidence(parser_probabilities({"t-shirt": (15, 35, 0.9), "dress": (40, 95, 0.9)}))
    required = [[garment_classes().index(name) for name in names] for names in (["skirt", "lehenga"], ["blouse"])]
    outfit = most_likely_outfit(evidence, required, penalty=1000)
    assert garment_classes()[outfit[1]] == "blouse"
    assert garment_classes()[outfit[0]] in ("skirt", "lehenga")
    assert len(outfit) == 2


def test_scores_with_agree_with_score():
    evidence = Evidence(parser_probabilities({"shirt": (15, 35, 0.7), "jeans": (40, 95, 0.9)}))
    added = evidence.scores_with([0, 3], [5, 7])
    assert np.allclose(added, [evidence.score([0, 3, 5]), evidence.score([0, 3, 7])])


def test_small_regions_are_left_out():
    small = parser_probabilities({"shirt": (15, 50, 0.9), "belt": (50, 51, 0.9)})
    assert SETTINGS.minimum_area < 30 / 6000
    tiny = small.copy()
    tiny[:, 50, 20:] = small[:, 99, 20:]
    regions = [{region.name for region in Evidence(maps).regions([4])} for maps in (small, tiny)]
    assert "belt" in regions[0]
    assert "belt" not in regions[1]


def test_tables_are_complete():
    likelihoods, pairs = tables().likelihoods, tables().pairs
    assert np.array_equal(np.diag(likelihoods), np.ones(len(garment_classes()), np.float32))
    assert 0 <= likelihoods.min() <= likelihoods.max() <= 1
    assert np.array_equal(pairs, pairs.T)
