"""Candidates: unions and differences of proposals, and what is measured on them."""

import numpy as np

from recolor.engine.finding.candidates import ALONE, DIFFERENCE, UNION, Candidates
from recolor.engine.finding.classes import garment_classes
from recolor.engine.finding.measurements import measure
from recolor.engine.finding.outfits import Evidence, most_likely_outfit

from .synthetic import parser_probabilities


def rectangle(top, bottom, left=38, right=115):
    mask = np.zeros((256, 154), bool)
    mask[top:bottom, left:right] = True
    return mask


def recipes(candidates, kind):
    return {(recipe.first, recipe.second) for recipe in candidates.recipes if recipe.kind == kind}


def test_disjoint_masks_are_joined_and_inner_masks_removed():
    candidates = Candidates(np.stack([rectangle(40, 120), rectangle(122, 240), rectangle(140, 180)]), [0.9, 0.8, 0.7])
    assert recipes(candidates, ALONE) == {(0, -1), (1, -1), (2, -1)}
    assert recipes(candidates, UNION) == {(0, 1), (0, 2)}
    assert recipes(candidates, DIFFERENCE) == {(1, 2)}
    index = next(n for n, recipe in enumerate(candidates.recipes) if recipe.kind == DIFFERENCE)
    assert np.array_equal(candidates.mask(index), rectangle(122, 240) & ~rectangle(140, 180))
    assert abs(candidates.small[index].mean() - candidates.mask(index).mean()) < 0.005


def test_regions_have_no_score_of_the_decoder():
    candidates = Candidates(np.stack([rectangle(40, 120), rectangle(40, 121)]), [0.95])
    assert [recipe.score for recipe in candidates.recipes] == [0.95, 0.8]


def test_a_mask_on_one_garment_differs_from_a_mask_on_two():
    evidence = Evidence(parser_probabilities({"t-shirt": (15, 45, 0.95), "jeans": (45, 95, 0.95)}))
    regions = evidence.regions(most_likely_outfit(evidence))
    shirt, everything = rectangle(38, 115), rectangle(38, 243)
    pixels = np.full((500, 300, 3), 200, np.uint8)
    measured = measure(
        Candidates(np.stack([shirt, everything]), [0.9, 0.9]),
        evidence,
        regions,
        pixels,
        np.zeros((256, 64, 38), np.float16),
    )
    assert measured.values.shape[0] == measured.explained.shape[0] == measured.embeddings.shape[0] >= 2
    assert np.isfinite(measured.values).all()
    names = garment_classes()
    assert names[int(measured.explained[0].argmax())] == "t-shirt"
    own = measured.values[:2, -len(names) :]
    assert own[0, names.index("jeans")] < 0.05 < own[1, names.index("jeans")]


def test_embeddings_are_means_inside_the_mask():
    evidence = Evidence(parser_probabilities({"dress": (15, 95, 0.95)}))
    embedding = np.zeros((256, 64, 38), np.float16)
    embedding[3, :32] = 1
    candidates = Candidates(np.stack([rectangle(0, 128), rectangle(64, 192)]), [0.9, 0.9])
    measured = measure(candidates, evidence, [], np.zeros((500, 300, 3), np.uint8), embedding)
    assert np.allclose(measured.embeddings[:2, 3], [1, 0.5], atol=0.02)
    assert not measured.embeddings[:2, 4].any()
