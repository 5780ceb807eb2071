"""Garments of the sample photos, found and selected with the real networks."""

import numpy as np
import pytest

from recolor.engine import (
    LEVELS,
    Analysis,
    ColorChange,
    EngineError,
    GarmentNotFound,
    Picture,
    TargetError,
    missing_targets,
)

# Boxes (left, top, right, bottom) in the sample "lehenga", 600 × 800 px: inside the garments and outside both.
BLOUSE, LEHENGA = (270, 215, 330, 262), (200, 420, 400, 720)
OUTSIDE = [(285, 40, 315, 90), (280, 280, 320, 300), (20, 20, 150, 300), (140, 280, 165, 330)]


def mean_in(mask, box):
    left, top, right, bottom = box
    return float(mask[top:bottom, left:right].mean())


def test_blouse_and_lehenga_requested_together(engine, samples):
    picture = samples["lehenga"]
    blouse = engine.find(picture, "blouse", others=["lehenga"])
    lehenga = engine.find(picture, "lehenga", others=["blouse"])
    assert mean_in(blouse.mask, BLOUSE) > 0.97
    assert mean_in(lehenga.mask, LEHENGA) > 0.97
    assert mean_in(blouse.mask, LEHENGA) == mean_in(lehenga.mask, BLOUSE) == 0
    for box in OUTSIDE:
        assert max(mean_in(blouse.mask, box), mean_in(lehenga.mask, box)) < 0.02, box
    assert blouse.color.startswith("#")
    assert blouse.mask.dtype == np.float32
    assert blouse.mask.shape == (800, 600)


def test_jumper_is_found_without_the_face(engine, samples):
    jumper = engine.find(samples["jumper"], "jumper")
    assert mean_in(jumper.mask, (200, 200, 400, 650)) > 0.97
    assert mean_in(jumper.mask, (270, 10, 330, 90)) < 0.02, "the face is outside the mask"


def test_printed_skirt_is_found_without_the_top(engine, samples):
    skirt = engine.find(samples["printed-skirt"], "skirt", others=["top"])
    assert mean_in(skirt.mask, (240, 300, 400, 650)) > 0.95
    assert mean_in(skirt.mask, (250, 60, 370, 170)) < 0.02


def test_garments_found_without_names_cover_the_cloth(engine, samples):
    garments = engine.garments(samples["lehenga"])
    cloth = np.max([garment.mask for garment in garments], axis=0)
    assert mean_in(cloth, BLOUSE) > 0.9
    assert mean_in(cloth, LEHENGA) > 0.9
    assert len({garment.name for garment in garments}) == len(garments)


def test_error_for_a_missing_garment_lists_the_available_ones(engine, samples):
    with pytest.raises(GarmentNotFound) as error:
        engine.find(samples["lehenga"], "shoes")
    assert error.value.available
    with pytest.raises(TargetError):
        engine.find(samples["lehenga"], "sofa")


def test_missing_targets_agree_with_find(engine, samples):
    for picture in samples.values():
        names = ["blouse", "skirt", "scarf", "hat", "shoes"]
        missing = missing_targets(engine.analyze(picture), names)
        for name in names:
            others = [other for other in names if other != name]
            try:
                engine.find(picture, name, others)
                found = True
            except GarmentNotFound:
                found = False
            assert found is (name not in missing)


def test_stored_analysis_gives_the_same_mask(engine, samples):
    picture = samples["lehenga"]
    content = engine.analyze(picture).to_bytes()
    assert len(content) < 5_000_000
    reopened = Picture(picture.pixels, Analysis.from_bytes(content))
    first, second = (engine.find(opened, "lehenga", ["blouse"]).mask for opened in (picture, reopened))
    assert np.array_equal(first, second)
    for damaged in (b"", b"garbage", content[:1000]):
        with pytest.raises(EngineError):
            Analysis.from_bytes(damaged)


def test_clicks_select_and_correct(engine, samples):
    picture = samples["lehenga"]
    first = engine.select(picture, [(300, 600, True)])
    assert mean_in(first.mask, LEHENGA) > 0.95
    assert mean_in(first.mask, (285, 40, 315, 90)) < 0.02
    both = engine.select(picture, [(300, 600, True), (300, 240, True)], previous=first)
    assert mean_in(both.mask, LEHENGA) > 0.9
    for points in ([], [(300, 600, False)], [(900, 10, True)]):
        with pytest.raises(ValueError, match="point"):
            engine.select(picture, points)


def test_a_first_click_selects_a_part_a_garment_or_the_outfit(engine, samples):
    picture, click = samples["jumper"], [(220, 400, True)]
    part, garment, outfit = (engine.select(picture, click, level=level).mask for level in LEVELS)
    assert 0 < part.sum() < 0.5 * garment.sum() < garment.sum() <= outfit.sum()
    assert np.array_equal(engine.select(picture, click).mask, garment)
    skirt = engine.select(samples["printed-skirt"], [(300, 600, True)], level="outfit").mask
    assert skirt.sum() > 1.2 * engine.select(samples["printed-skirt"], [(300, 600, True)]).mask.sum()
    background = [engine.select(picture, [(30, 30, True)], level=level).mask.sum() for level in ("garment", "outfit")]
    assert background[1] >= background[0], "off the cloth, the outfit is the largest mask"


@pytest.mark.parametrize("level", ["sleeve", "", 1])
def test_an_unknown_level_is_refused(engine, samples, level):
    picture = samples["jumper"]
    first = engine.select(picture, [(300, 400, True)])
    for previous in (None, first):
        with pytest.raises(ValueError, match="known levels: part, garment, outfit"):
            engine.select(picture, [(300, 400, True)], previous, level)


def test_recoloring_by_name(engine, samples):
    picture = samples["lehenga"]
    changes = [ColorChange("blouse", "royal blue"), ColorChange("lehenga", "#2e7d32")]
    result = engine.recolor(picture, changes, quality=None)
    assert [round(change.delta_e, 1) <= 0.5 for change in result.changes] == [True, True]
    for left, top, right, bottom in OUTSIDE:
        before, after = (pixels[top:bottom, left:right].astype(int) for pixels in (picture.pixels, result.pixels))
        assert np.abs(before - after).max() <= 2


def test_part_of_a_skirt_that_is_labeled_belt_belongs_to_the_skirt(engine, samples):
    # The parser labels a corner of the skirt as belt, but it has the color of the skirt.
    lehenga = engine.find(samples["lehenga"], "lehenga", others=["blouse"])
    assert mean_in(lehenga.mask, (340, 320, 352, 328)) > 0.8
    assert mean_in(lehenga.mask, (280, 304, 320, 310)) < 0.1, "the golden waistband is outside the mask"
