"""Masks that are given with changes: types, sizes, edges, and what is refused."""

import cv2
import numpy as np
import pytest

from recolor.engine import ColorChange, ColorError, Picture, RepeatedTarget


@pytest.mark.parametrize("dtype", ["uint8", "bool", "float64"])
def test_masks_of_other_dtypes_are_accepted(engine, cloth, dtype):
    pixels, mask, _ = cloth()
    given = {"uint8": (mask * 255).astype(np.uint8), "bool": mask > 0.5, "float64": mask.astype(float)}[dtype]
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=given)], quality=None)
    assert result.changes[0].delta_e < 0.8


def test_wrong_mask_shape_and_unknown_color_raise(engine, cloth):
    pixels, mask, _ = cloth()
    with pytest.raises(ValueError, match="shape"):
        engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask[:50])])
    with pytest.raises(ColorError):
        engine.recolor(Picture(pixels), [ColorChange("dress", "bluuu", mask=mask)])


def test_empty_mask_changes_nothing(engine, cloth):
    pixels, mask, _ = cloth()
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask * 0)], quality=None)
    assert (result.pixels == pixels).all()
    report = result.changes[0]
    assert (report.achieved_hex, report.delta_e, report.achieved_lab) == ("", None, None)
    assert report.warning


@pytest.mark.parametrize("mask", [np.full((200, 200), 128, np.uint16), np.full((200, 200), 255), [[1j] * 200] * 200])
def test_masks_of_types_without_a_known_range_are_refused(engine, cloth, mask):
    pixels, _, _ = cloth()
    with pytest.raises(ValueError, match="convert it to bool"):
        engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask)])


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_mask_with_a_value_that_is_not_finite_is_refused(engine, cloth, value):
    pixels, mask, _ = cloth()
    mask[100, 100] = value
    with pytest.raises(ValueError, match="not finite"):
        engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask)])


@pytest.mark.parametrize("layer", ["", "base"])
def test_a_mask_of_single_pixels_in_a_large_box_is_recolored(engine, layer):
    pixels = np.full((1500, 1500, 3), 120, np.uint8)
    mask = np.zeros(pixels.shape[:2], np.float32)
    mask[::100, ::100] = 1
    change = ColorChange("sequins", "#2040c0", mask=mask, layer=layer)
    result = engine.recolor(Picture(pixels), [change], quality=None)
    assert (result.pixels[mask == 1] != 120).any(axis=1).all()
    assert (result.pixels[mask == 0] == 120).all()


@pytest.mark.parametrize("names", [("dress", "dress"), ("dress", "gown")])
def test_two_colors_for_one_garment_are_refused(engine, cloth, names):
    pixels, mask, _ = cloth()
    changes = [ColorChange(name, color, mask=mask) for name, color in zip(names, ("red", "blue"), strict=True)]
    with pytest.raises(RepeatedTarget, match="“dress”"):
        engine.recolor(Picture(pixels), changes)


def test_edges_of_a_given_mask_are_refined_on_request(engine, cloth):
    pixels, mask, _ = cloth(size=400, depth=0.1)
    given = cv2.resize(cv2.resize(mask, (50, 50), interpolation=cv2.INTER_AREA), (400, 400)).round()
    given[190:210, 190:210] = 0.7  # far from the edge, for example in sheer cloth

    def change_of(refine_edges):
        change = ColorChange("dress", "#2e7d32", mask=given.copy(), refine_edges=refine_edges)
        return engine.recolor(Picture(pixels), [change], quality=None).pixels.astype(int) - pixels

    exact, refined = change_of(False), change_of(True)
    wrong = {name: np.abs(change[mask == 0]).sum() for name, change in (("exact", exact), ("refined", refined))}
    assert wrong["refined"] < 0.1 * wrong["exact"]
    missed = (mask == 1) & (np.abs(refined).max(axis=2) < 10)
    assert missed.mean() < 0.001
    far = (slice(195, 205), slice(195, 205))
    assert np.abs(exact[far] - refined[far]).max() <= 2
