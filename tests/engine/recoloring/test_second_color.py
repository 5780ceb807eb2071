"""Further colors of a picture reuse what does not depend on the color, and give the same pixels as a first one."""

import numpy as np
import pytest

from recolor.engine import ColorChange, Picture
from recolor.engine.recoloring import prepared_garment


@pytest.fixture
def count_of_measurements(monkeypatch):
    """Return a list that grows by one for each measured cloth."""
    calls = []
    measure = prepared_garment.measure_cloth
    monkeypatch.setattr(prepared_garment, "measure_cloth", lambda *values: calls.append(1) or measure(*values))
    return calls


def changes(mask, color, **options):
    return [ColorChange("dress", color, mask=mask, **options)]


@pytest.mark.parametrize("color", ["#2e7d32", "#fafafa", "#101010"])  # the gray cloth is smoothed for white and black
@pytest.mark.parametrize("quality", [None, "2k"])
def test_the_second_color_has_the_pixels_of_a_first_one(engine, cloth, count_of_measurements, color, quality):
    pixels, mask, _ = cloth((90, 90, 95), noise=4)
    pixels[90:110, 90:110] = (230, 60, 50)
    used = Picture(pixels)
    engine.recolor(used, changes(mask, "#c2185b"), quality=quality)
    second = engine.recolor(used, changes(mask.copy(), color), quality=quality)
    assert len(count_of_measurements) == 1
    first = engine.recolor(Picture(pixels), changes(mask, color), quality=quality)
    assert np.array_equal(second.pixels, first.pixels)
    assert second.changes == first.changes


@pytest.mark.parametrize("options", [{"quality": "2k"}, {"protect_details": False}, {"other_mask": True}])
def test_other_options_and_masks_are_measured_anew(engine, cloth, count_of_measurements, options):
    pixels, mask, _ = cloth()
    used, fresh = Picture(pixels), Picture(pixels)
    engine.recolor(used, changes(mask, "#2e7d32"), quality=None)
    quality = options.pop("quality", None)
    if options.pop("other_mask", False):
        mask = np.where(np.arange(mask.shape[1]) < 100, mask, 0).astype(np.float32)
    again = engine.recolor(used, changes(mask, "#c2185b", **options), quality=quality)
    assert len(count_of_measurements) == 2
    assert np.array_equal(again.pixels, engine.recolor(fresh, changes(mask, "#c2185b", **options), quality).pixels)


def test_a_picture_keeps_only_the_garments_used_last(engine, cloth):
    pixels, mask, _ = cloth()
    picture = Picture(pixels)
    for right in range(60, 160):
        part = np.where(np.arange(mask.shape[1]) < right, mask, 0).astype(np.float32)
        engine.recolor(picture, changes(part, "#2e7d32"), quality=None)
    kept = [garment.region.mask.size for garment in picture.prepared._garments]
    assert 1 < len(kept) < 20
    assert sum(kept) <= 2 * mask.size
