"""The pixels of masks from which colors are measured, and the shares of them that are recolored."""

import numpy as np
import pytest

from recolor.engine import ColorChange
from recolor.engine.recoloring.dye import measure_cloth
from recolor.engine.recoloring.prepared_garment import PreparedGarment
from recolor.engine.recoloring.region import LayerFlags, MaskedPart, Region
from recolor.engine.recoloring.sure_pixels import sample_pixels, sure_pixels


@pytest.mark.parametrize("phase", range(6))
def test_stripes_as_wide_as_the_grid_have_samples(phase):
    flags = np.zeros((900, 900), np.uint8)
    flags[:, phase::6] = flags[:, (phase + 1) % 6 :: 6] = flags[:, (phase + 2) % 6 :: 6] = 1
    pixels = np.dstack([flags, flags, flags]) * np.uint8(200)
    sample = sample_pixels(pixels, flags)
    assert 5_000 < len(sample) < 25_000 and (sample == 200).all()


@pytest.mark.parametrize("value", [0.004, 0.3, 0.94, 1.0])
@pytest.mark.parametrize("size", [(1, 1), (32, 32)])
def test_every_mask_that_is_not_empty_has_sure_pixels(value, size):
    mask = np.zeros(size, np.float32)
    mask[size[0] // 2, size[1] // 2] = value
    assert sure_pixels(mask).sum() == 1


def test_no_more_than_all_of_a_garment_is_protected():
    mask = np.full((60, 60), 0.9, np.float32)
    mask[:10, :10] = 1
    pixels = np.full((60, 60, 3), 120, np.uint8)
    region = Region.from_change(ColorChange("saree", "#2e7d32"), "#2e7d32", MaskedPart(mask, None))
    cloth = measure_cloth(pixels.reshape(-1, 3), protect_details=True)
    garment = PreparedGarment(
        region, pixels, region.sure, pixels, region.sure, None, cloth, np.full((60, 60), 255, np.uint8)
    )
    assert garment.cutout(np.zeros((60, 60), np.uint8)).protected == 1


def test_a_pattern_at_the_outline_leaves_its_share_of_the_mask():
    mask = np.ones((60, 60), np.float32)
    mask[:, :5] = 0.5
    pixels = np.full((60, 60, 3), 120, np.uint8)
    region = Region.from_change(ColorChange("saree", "#2e7d32"), "#2e7d32", MaskedPart(mask, None))
    cloth = measure_cloth(pixels.reshape(-1, 3), protect_details=True)
    garment = PreparedGarment(
        region, pixels, region.sure, pixels, region.sure, None, cloth, np.full((60, 60), 102, np.uint8)
    )
    edge = garment.cutout(np.zeros((60, 60), np.uint8)).edge
    assert np.unique(edge.alpha) == pytest.approx([0.3, 0.6])  # of the half that is garment, and of all of it


def test_the_flags_of_a_layer_in_a_box_do_not_keep_those_of_the_whole_picture():
    cut = LayerFlags(*np.ones((3, 50, 40), np.uint8)).cut((slice(10, 20), slice(5, 9)))
    assert all(flags.shape == (10, 4) and flags.base is None for flags in (cut.sure, cut.garment, cut.own))
