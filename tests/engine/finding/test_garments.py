"""Finding garments in the sample photos, with the real networks."""

from dataclasses import replace

import numpy as np
import pytest

from recolor.engine import Analysis, ColorChange, EngineError, GarmentNotFound, Picture, TargetError, missing_targets

from .test_outfits import probabilities

# Boxes of the samples' 600 × 800 pixels that lie on a garment, and that lie on none.
BLOUSE, LEHENGA = (270, 215, 330, 262), (200, 420, 400, 720)
NEITHER = [(285, 40, 315, 90), (280, 280, 320, 300), (20, 20, 150, 300), (140, 280, 165, 330)]


def share(mask, box):
    left, top, right, bottom = box
    return float(mask[top:bottom, left:right].mean())


def test_blouse_and_lehenga_asked_together(engine, samples):
    picture = samples["lehenga"]
    blouse = engine.find(picture, "blouse", others=["lehenga"])
    lehenga = engine.find(picture, "lehenga", others=["blouse"])
    assert share(blouse.mask, BLOUSE) > 0.97
    assert share(lehenga.mask, LEHENGA) > 0.97
    assert share(blouse.mask, LEHENGA) == share(lehenga.mask, BLOUSE) == 0
    for box in NEITHER:
        assert max(share(blouse.mask, box), share(lehenga.mask, box)) < 0.02, box
    assert blouse.color.startswith("#")
    assert blouse.mask.dtype == np.float32
    assert blouse.mask.shape == (800, 600)


def test_a_jumper(engine, samples):
    jumper = engine.find(samples["jumper"], "jumper")
    assert share(jumper.mask, (200, 200, 400, 650)) > 0.97
    assert share(jumper.mask, (270, 10, 330, 90)) < 0.02, "the face stays"


def test_a_printed_skirt_and_a_top(engine, samples):
    skirt = engine.find(samples["printed-skirt"], "skirt", others=["top"])
    assert share(skirt.mask, (240, 300, 400, 650)) > 0.95
    assert share(skirt.mask, (250, 60, 370, 170)) < 0.02


def test_what_is_found_unasked_covers_the_cloth(engine, samples):
    garments = engine.garments(samples["lehenga"])
    cloth = np.max([garment.mask for garment in garments], axis=0)
    assert share(cloth, BLOUSE) > 0.9
    assert share(cloth, LEHENGA) > 0.9
    assert len({garment.name for garment in garments}) == len(garments)


def test_what_is_not_there_is_said_with_what_is(engine, samples):
    with pytest.raises(GarmentNotFound) as refusal:
        engine.find(samples["lehenga"], "shoes")
    assert refusal.value.available
    with pytest.raises(TargetError):
        engine.find(samples["lehenga"], "sofa")


def test_missing_is_what_find_does_not_find(engine, samples):
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


def test_a_kept_analysis_answers_like_a_fresh_one(engine, samples):
    picture = samples["lehenga"]
    content = engine.analyze(picture).to_bytes()
    assert len(content) < 5_000_000
    again = Picture(picture.pixels, Analysis.from_bytes(content))
    one, other = (engine.find(p, "lehenga", ["blouse"]).mask for p in (picture, again))
    assert np.array_equal(one, other)
    for garbage in (b"", b"garbage", content[:1000]):
        with pytest.raises(EngineError):
            Analysis.from_bytes(garbage)


def test_clicks_select_and_correct(engine, samples):
    picture = samples["lehenga"]
    first = engine.select(picture, [(300, 600, True)])
    assert share(first.mask, LEHENGA) > 0.95
    assert share(first.mask, (285, 40, 315, 90)) < 0.02
    both = engine.select(picture, [(300, 600, True), (300, 240, True)], previous=first)
    assert share(both.mask, LEHENGA) > 0.9
    for points in ([], [(300, 600, False)], [(900, 10, True)]):
        with pytest.raises(ValueError, match="point"):
            engine.select(picture, points)


def test_recoloring_by_name(engine, samples):
    picture = samples["lehenga"]
    changes = [ColorChange("blouse", "royal blue"), ColorChange("lehenga", "#2e7d32")]
    result = engine.recolor(picture, changes, quality=None)
    assert [round(change.delta_e, 1) <= 0.5 for change in result.changes] == [True, True]
    for left, top, right, bottom in NEITHER:
        before, after = (p[top:bottom, left:right].astype(int) for p in (picture.pixels, result.pixels))
        assert np.abs(before - after).max() <= 2


def test_the_skirts_end_at_the_waist_is_not_lost_to_a_belt(engine, samples):
    """The parser takes a corner of the skirt for a belt; its color says what it is."""
    lehenga = engine.find(samples["lehenga"], "lehenga", others=["blouse"])
    assert share(lehenga.mask, (340, 320, 352, 328)) > 0.8
    assert share(lehenga.mask, (280, 304, 320, 310)) < 0.1, "the golden band is not the skirt"


@pytest.mark.parametrize(("below", "uppers"), [((205, 30, 44), 1), ((40, 60, 160), 2)])
def test_a_plain_shirt_that_is_seen_as_jumper_and_jacket_is_one_garment(engine, below, uppers):
    pixels = np.full((500, 300, 3), 235, np.uint8)
    pixels[75:160, 75:225], pixels[160:250, 75:225], pixels[250:475, 75:225] = (200, 30, 45), below, (50, 50, 55)
    picture = Picture(pixels)
    seen = probabilities(sweater=(15, 32, 0.9), outerwear=(32, 50, 0.9), trousers=(50, 95, 0.95))
    picture.analysis = replace(engine.analyze(picture), probabilities=seen)
    assert len(engine.garments(picture)) == uppers + 1
    jumper = engine.find(picture, "jumper").mask
    assert share(jumper, (90, 170, 210, 240)) == (
        pytest.approx(1, abs=0.05) if uppers == 1 else pytest.approx(0, abs=0.05)
    )
