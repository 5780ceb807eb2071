"""Recoloring of synthetic cloth: accuracy of the color, protected details, edges and sizes."""

import cv2
import numpy as np
import pytest

from recolor.engine import ColorChange, Garment, Picture
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_rgb, rgb_to_lab
from recolor.engine.imaging.resize import output_size, resize_pixels

TARGETS = ["#4169e1", "#c2185b", "#111111", "#fafafa", "#ffff00", "#2e7d32", "#808080", "#39ff14"]
GAMUT_TIPS = {"#ffff00", "#39ff14"}
NEARLY_WHITE = {"#fafafa"}
SOURCES = [(180, 40, 60), (25, 25, 28), (240, 238, 230), (60, 120, 200)]


@pytest.mark.parametrize("target", TARGETS)
@pytest.mark.parametrize("source", SOURCES)
def test_median_reaches_target_and_pixels_outside_mask_stay(engine, cloth, source, target):
    pixels, mask, _ = cloth(source)
    result = engine.recolor(Picture(pixels), [ColorChange("dress", target, mask=mask)], quality=None)
    inside = mask == 1
    reached = np.median(rgb_to_lab(result.pixels[inside]), axis=0)
    # Cloth lighter than a color at the tip of the gamut cannot reach that color's chroma; white leaves room for folds.
    bound = 1.3 if target in GAMUT_TIPS | NEARLY_WHITE else 0.6
    assert ciede2000(reached, rgb_to_lab(hex_to_rgb(target)[None])[0]) < bound
    assert (result.pixels[mask == 0] == pixels[mask == 0]).all()
    report = result.changes[0]
    assert report.target_hex == target
    assert report.delta_e < bound
    assert report.coverage == pytest.approx(mask.mean())


@pytest.mark.parametrize("target", ["#4169e1", "#2e7d32", "#e8dcc8", "#602020"])
def test_folds_are_preserved(engine, cloth, target):
    pixels, mask, _ = cloth()
    result = engine.recolor(Picture(pixels), [ColorChange("dress", target, mask=mask)], quality=None)
    inside = mask == 1
    before, after = rgb_to_lab(pixels[inside])[:, 0], rgb_to_lab(result.pixels[inside])[:, 0]
    assert np.corrcoef(before, after)[0, 1] > 0.95
    assert 0.3 < after.std() / before.std() < 2.5


def test_lightness_mapping_is_monotone(engine, cloth):
    pixels, mask, _ = cloth(depth=0.8)
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#88aa44", mask=mask)], quality=None)
    inside = mask == 1
    order = np.argsort(rgb_to_lab(pixels[inside])[:, 0], kind="stable")
    assert (np.diff(rgb_to_lab(result.pixels[inside])[order, 0]) > -1.5).all()


def test_print_of_another_hue_keeps_its_color(engine, cloth):
    pixels, mask, _ = cloth((40, 160, 170))
    pixels[90:110, 90:110] = (230, 60, 50)
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#e0c040", mask=mask)], quality=None)
    middle = (slice(95, 105), slice(95, 105))
    assert np.abs(result.pixels[middle].astype(int) - pixels[middle]).max() <= 3
    assert np.abs(result.pixels[60, 100].astype(int) - pixels[60, 100]).max() > 40


def test_white_lettering_on_black_cloth_keeps_its_color(engine, cloth):
    pixels, mask, _ = cloth((25, 25, 28))
    pixels[90:110, 90:96] = pixels[90:96, 90:110] = (235, 235, 232)
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#c03050", mask=mask)], quality=None)
    assert np.abs(result.pixels[92:108, 92:94].astype(int) - pixels[92:108, 92:94]).max() <= 3
    assert result.changes[0].protected > 0


def test_dark_fold_in_white_cloth_is_not_protected_as_lettering(engine, cloth):
    pixels, mask, _ = cloth((240, 240, 238))
    columns = np.arange(pixels.shape[1])
    fold = 1 - 0.5 * np.exp(-(((columns - 100) / 8) ** 2))
    pixels[mask == 1] = (pixels * fold[None, :, None]).astype(np.uint8)[mask == 1]
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#2040c0", mask=mask)], quality=None)
    red, _, blue = result.pixels[100, 100].astype(int)
    assert blue > red + 25
    assert result.changes[0].protected < 0.01


def test_pixels_mixing_print_and_cloth_change_by_the_share_of_cloth(engine, cloth):
    pixels, mask, _ = cloth((245, 244, 240))
    pixels[80:120, 80:120] = (200, 30, 30)
    pixels[79, 80:120] = pixels[120, 80:120] = (222, 137, 135)  # half and half
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#2040c0", mask=mask)], quality=None)
    edge, cloth_color = result.pixels[79, 100].astype(int), result.pixels[70, 100].astype(int)
    expected = (cloth_color + np.array([200, 30, 30])) / 2
    assert np.abs(edge - expected).max() < 60, "an outline in the old white differs by more than 100"


def test_noise_is_not_amplified_from_black_to_white(engine, cloth):
    pixels, mask, _ = cloth((24, 24, 26))
    noisy = np.clip(pixels + np.random.default_rng(0).normal(0, 2, pixels.shape), 0, 255).astype(np.uint8)
    clean_result, noisy_result = (
        engine.recolor(Picture(image), [ColorChange("dress", "#f4f2ee", mask=mask)], quality=None).pixels
        for image in (pixels, noisy)
    )
    inside = mask == 1
    before = (noisy.astype(float) - pixels)[inside].std()
    assert (noisy_result.astype(float) - clean_result)[inside].std() < 1.5 * before


def test_hues_of_multicolored_cloth_rotate_together(engine, cloth):
    pixels, mask, _ = cloth()
    stripes = [(200, 40, 40), (200, 40, 40), (40, 150, 60), (50, 70, 190), (210, 180, 40)]
    for row in range(pixels.shape[0]):
        pixels[row] = np.where(mask[row, :, None] == 1, stripes[row // 8 % len(stripes)], pixels[row])
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#2a5fc0", mask=mask)], quality=None)

    def hues(image):
        lab = rgb_to_lab(image[84:120:8, 100])
        return np.degrees(np.arctan2(lab[:, 2], lab[:, 1]))

    rotation = (hues(result.pixels) - hues(pixels)) % 360
    assert np.ptp(rotation) < 30, "all hues rotate by a similar angle"
    assert 60 < rotation.mean() < 320
    assert "no one base color" in result.changes[0].warning


def test_sharpening_applies_only_to_enlarged_pictures(engine, cloth):
    pixels, mask, _ = cloth()
    change = [ColorChange("dress", "#2040c0", mask=mask)]
    same = [engine.recolor(Picture(pixels), change, quality=None, sharpen=sharpen).pixels for sharpen in (False, True)]
    assert (same[0] == same[1]).all()
    soft, sharp = (engine.recolor(Picture(pixels), change, quality="2k", sharpen=sharpen) for sharpen in (False, True))
    soft_contrast, sharp_contrast = (
        np.abs(np.diff(enlarged.pixels.astype(int), axis=1)).sum() for enlarged in (soft, sharp)
    )
    assert sharp_contrast > soft_contrast
    assert soft.changed_outside == sharp.changed_outside == 0


def test_edge_pixels_keep_nothing_of_the_old_color(engine, cloth):
    pixels, mask, _ = cloth((220, 30, 40))
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#2050c0", mask=mask)], quality=None)
    edge = (mask > 0.05) & (mask < 0.95)
    red, green, blue = result.pixels[edge].astype(int).T
    assert (red - np.maximum(green, blue)).max() < 25


def test_order_of_overlapping_changes_does_not_matter(engine, cloth):
    pixels, mask, _ = cloth()
    left, right = mask.copy(), mask.copy()
    left[:, 105:] = 0
    right[:, :95] = 0  # they overlap
    changes = [ColorChange("top", "#2050c0", mask=left), ColorChange("skirt", "#e0c040", mask=right)]
    one = engine.recolor(Picture(pixels), changes, quality=None)
    other = engine.recolor(Picture(pixels), changes[::-1], quality=None)
    assert np.abs(one.pixels.astype(int) - other.pixels).max() <= 1
    assert [change.target for change in one.changes] == ["top", "skirt"]


@pytest.mark.parametrize("light", ["deep fold", "backlight"])
def test_deep_folds_and_backlight_are_not_protected_as_prints(engine, cloth, light):
    pixels, mask, _ = cloth((225, 20, 30), depth=0.1)
    place = np.zeros(mask.shape, bool)
    if light == "deep fold":
        place[96:102, 60:140] = True
        pixels[place] = pixels[place] * 0.3
    else:
        place[80:120, 20:28] = True
        pixels[place] = 255 - (255 - pixels[place]) * 0.6
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "#2040c0", mask=mask)], quality=None)
    red, _green, blue = np.median(result.pixels[place & (mask == 1)], axis=0)
    assert blue > red, "red cloth became blue here too"


@pytest.mark.parametrize(("quality", "side"), [("2k", 2048), ("4k", 4096), (None, 200), ("original", 200)])
def test_size_follows_quality(engine, cloth, quality, side):
    pixels, mask, _ = cloth()
    pixels, mask = pixels[:, :150].copy(), mask[:, :150].copy()
    result = engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask)], quality=quality)
    height, width = result.pixels.shape[:2]
    assert (height, width) == (side, round(side * 0.75))
    resized = resize_pixels(pixels, height, width)
    assert (result.pixels[:20] == resized[:20]).all(), "outside the mask, the result equals the resized photo"


@pytest.mark.parametrize("size", [301, 2301])
def test_result_does_not_depend_on_strip_size(engine, cloth, monkeypatch, size):
    pixels, mask, _ = cloth(size=size)
    for corner in (size // 3, size // 2):
        pixels[corner : corner + size // 16, corner : corner + size // 11] = (240, 200, 40)  # a print
    pixels = cv2.GaussianBlur(pixels, (0, 0), 1.5)
    change = [ColorChange("dress", "#2040c0", mask=mask)]
    results = []
    for pixels_per_strip in (size * 40, size * size):
        monkeypatch.setattr("recolor.engine.imaging.strips._PIXELS_PER_STRIP", pixels_per_strip)
        results.append(engine.recolor(Picture(pixels), change, quality=None).pixels)
    assert (results[0] == results[1]).all()


def test_output_size_reduces_large_photos_and_rejects_unknown_quality():
    assert output_size(3000, 4000, "2k") == (1536, 2048)
    with pytest.raises(ValueError, match="8k"):
        output_size(10, 10, "8k")


def test_recoloring_is_deterministic(engine, cloth):
    pixels, mask, _ = cloth(noise=4)
    changes = [ColorChange("dress", "teal", mask=mask)]
    first, second = (engine.recolor(Picture(pixels), changes, quality="2k").pixels for _ in range(2))
    assert (first == second).all()


def test_exception_in_progress_callback_stops_the_work(engine, cloth):
    pixels, mask, _ = cloth()

    def stop(stage, share):
        raise KeyError(stage)

    with pytest.raises(KeyError):
        engine.recolor(Picture(pixels), [ColorChange("dress", "teal", mask=mask)], progress=stop)


@pytest.mark.parametrize(("confidence", "is_doubtful"), [(0.79, True), (0.8, False)])
def test_the_report_has_the_confidence_of_a_found_mask_only(engine, cloth, monkeypatch, confidence, is_doubtful):
    pixels, mask, _ = cloth()
    found = {"dress": mask.astype(np.float32), "scarf": np.zeros(mask.shape, np.float32)}

    def find(picture, name, others):
        return Garment(name, found[name], "#000000", confidence)

    monkeypatch.setattr(engine, "find", find)
    upper = np.where(np.arange(len(mask))[:, None] < len(mask) // 2, mask, 0)
    changes = [ColorChange("dress", "red"), ColorChange("scarf", "green"), ColorChange("shirt", "blue", mask=upper)]
    reports = engine.recolor(Picture(pixels), changes, quality=None).changes
    assert [report.confidence for report in reports] == [confidence, confidence, None]
    assert [report.is_doubtful for report in reports] == [is_doubtful, is_doubtful, False]
    assert find(None, "dress", ()).is_doubtful == is_doubtful
