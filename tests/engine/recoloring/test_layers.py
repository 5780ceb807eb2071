"""Color layers: stripes, checks and panels on folded cloth, whose true layers are known."""

import cv2
import numpy as np
import pytest

from recolor.engine import ColorChange, LayerNotFound, Picture, RepeatedTarget, color_name, find_layer
from recolor.engine.color.ciede2000 import ciede2000
from recolor.engine.color.spaces import hex_to_lab, rgb_to_lab

SIZE = 480
NAVY, WHITE, RED, GREEN, BLACK, CREAM = (
    (28, 36, 84),
    (236, 234, 228),
    (190, 30, 45),
    (60, 120, 70),
    (24, 24, 26),
    (240, 226, 190),
)


def stripes(x, y):
    return (y + 6 * np.sin(x / 60)) % 40 < 14


def checks(x, y):
    return (x % 48 < 11) | (y % 48 < 11)


def panels(x, y):
    return x + 0.1 * y > 330


def dots(x, y):
    return np.hypot(x % 60 - 30, y % 60 - 30) < 14


def draw(base, other=None, shape=None, depth=0.4, noise=2.0):
    """Return a photo of a folded disc of cloth, its mask, and which of its pixels have the other color."""
    y, x = np.mgrid[:SIZE, :SIZE].astype(np.float32)
    folds = 1 - depth * (0.5 + 0.5 * np.sin(x / 23 + y / 61) * np.cos(y / 47))
    mask = np.clip(SIZE * 0.42 - np.hypot(x - SIZE / 2, y - SIZE / 2) + 0.5, 0, 1)
    truth = shape(x, y) if shape else np.zeros(x.shape, bool)
    colors = np.where(truth[..., None], np.array(other or base, np.float32), np.array(base, np.float32))
    garment = cv2.GaussianBlur(colors, (0, 0), 0.8) * folds[..., None]
    garment += np.random.default_rng(1).normal(0, noise, garment.shape)
    pixels = 150 * (1 - mask[..., None]) + garment * mask[..., None]
    return Picture(np.clip(np.rint(pixels), 0, 255).astype(np.uint8)), mask.astype(np.float32), truth


def inside(mask, flags, distance=4):
    """Return the flagged pixels that are `distance` px away from every border, of the layers and the garment."""
    kernel = np.ones((2 * distance + 1,) * 2, np.uint8)
    return cv2.erode((flags & (mask > 0.99)).astype(np.uint8), kernel) > 0


def differences(one, other, where):
    return ciede2000(rgb_to_lab(one[where]), rgb_to_lab(other[where]))


PAIRS = [(NAVY, WHITE), (RED, CREAM), (BLACK, WHITE), (WHITE, RED)]
SHAPES = [(stripes, "stripes"), (checks, "checks"), (panels, "panel"), (dots, "pattern")]


@pytest.mark.parametrize(("shape", "name"), SHAPES)
@pytest.mark.parametrize(("base", "other"), PAIRS)
def test_the_layers_have_their_names_colors_and_shares(engine, shape, name, base, other):
    picture, mask, truth = draw(base, other, shape)
    layers = engine.layers(picture, mask)
    share = truth[mask > 0.99].mean()
    assert [layer.name for layer in layers] == ["base", name]
    expected = [(~truth, 1 - share), (truth, share)]
    for layer, (flags, true_share) in zip(layers, expected, strict=True):
        true_color = np.median(rgb_to_lab(picture.pixels[inside(mask, flags)]), axis=0)
        assert layer.color_name == color_name(layer.color)
        assert float(ciede2000(hex_to_lab(layer.color), true_color)) < 2
        assert layer.share == pytest.approx(true_share, abs=0.03)


@pytest.mark.parametrize(("shape", "name"), SHAPES)
@pytest.mark.parametrize("recolors_base", [True, False])
def test_the_other_layer_keeps_its_color(engine, shape, name, recolors_base):
    picture, mask, truth = draw(NAVY, WHITE, shape)
    layer, color = ("base", "#c62828") if recolors_base else (name, "#2e7d32")
    result = engine.recolor(picture, [ColorChange("dress", color, mask=mask, layer=layer)], quality=None)
    kept = inside(mask, truth if recolors_base else ~truth)
    changed = inside(mask, ~truth if recolors_base else truth)
    assert differences(result.pixels, picture.pixels, kept).max() < 1
    reached = np.median(rgb_to_lab(result.pixels[changed]), axis=0)
    assert float(ciede2000(reached, hex_to_lab(color))) < 4  # away from borders; the report measures all of the layer
    report = result.changes[0]
    assert (report.layer, report.delta_e < 1, result.changed_outside) == (layer, True, 0)
    assert [each.name for each in report.layers] == ["base", name]


def test_no_fringe_of_the_old_color_stays_at_the_borders(engine):
    picture, mask, truth = draw(NAVY, WHITE, stripes)
    result = engine.recolor(picture, [ColorChange("dress", "#c62828", mask=mask, layer="base")], quality=None)
    garment = inside(mask, np.ones_like(truth), 6)
    assert (rgb_to_lab(picture.pixels)[..., 2] < -6)[garment].mean() > 0.5  # the navy and its mixtures with white
    assert (rgb_to_lab(result.pixels)[..., 2] < -6)[garment].mean() < 0.001


def test_two_changes_recolor_two_layers_of_a_garment(engine):
    picture, mask, truth = draw(NAVY, WHITE, stripes)
    changes = [ColorChange("dress", "#c62828", mask=mask, layer="base")]
    changes.append(ColorChange("dress", "#fff3c4", mask=mask, layer="Stripes"))
    result = engine.recolor(picture, changes, quality=None)
    for change, where in zip(changes, (~truth, truth), strict=True):
        reached = np.median(rgb_to_lab(result.pixels[inside(mask, where)]), axis=0)
        assert float(ciede2000(reached, hex_to_lab(change.color))) < 1
    reverse = engine.recolor(Picture(picture.pixels), changes[::-1], quality=None)
    assert np.array_equal(result.pixels, reverse.pixels)


@pytest.mark.parametrize("quality", [None, "2k"])
def test_another_color_of_a_layer_has_the_pixels_of_a_first_one(engine, quality):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    for color in ("#c62828", "#2e7d32"):
        used = engine.recolor(picture, [ColorChange("dress", color, mask=mask, layer="stripes")], quality)
    change = ColorChange("dress", "#2e7d32", mask=mask.copy(), layer=engine.layers(picture, mask)[1].label)
    first = engine.recolor(Picture(picture.pixels), [change], quality)
    assert np.array_equal(used.pixels, first.pixels)


@pytest.mark.parametrize(("depth", "noise"), [(0.2, 0.0), (0.45, 6.0), (0.7, 2.0)])
@pytest.mark.parametrize("color", [WHITE, BLACK, NAVY, RED, CREAM, (128, 128, 128), (250, 180, 190), (90, 140, 220)])
def test_plain_cloth_has_one_layer(engine, color, depth, noise):
    picture, mask, _truth = draw(color, depth=depth, noise=noise)
    (layer,) = engine.layers(picture, mask)
    assert (layer.name, layer.share) == ("base", pytest.approx(1, abs=0.01))


def test_the_base_of_plain_cloth_is_the_whole_garment(engine):
    picture, mask, _truth = draw(RED)
    whole = engine.recolor(picture, [ColorChange("dress", "#2e7d32", mask=mask)], quality=None)
    base = engine.recolor(picture, [ColorChange("dress", "#2e7d32", mask=mask, layer="base")], quality=None)
    assert np.array_equal(whole.pixels, base.pixels)
    assert (whole.changes[0].layer, base.changes[0].layer) == ("", "base")


def test_the_layers_do_not_depend_on_the_type_of_the_mask(engine):
    picture, mask, _truth = draw(NAVY, WHITE, checks)
    assert engine.layers(picture, mask) == engine.layers(picture, np.rint(mask * 255).astype(np.uint8))


def test_layers_are_found_by_name_and_label(engine):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    layers = engine.layers(picture, mask)
    base = layers[0]
    assert find_layer(layers, " Base ") == find_layer(layers, base.label.upper()) == base
    assert find_layer(layers, "checks") is None


def test_a_missing_layer_is_named_with_those_that_exist(engine):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    with pytest.raises(LayerNotFound, match="no color layer “dots”") as error:
        engine.recolor(picture, [ColorChange("dress", "red", mask=mask, layer="dots")], quality=None)
    assert error.value.available == [layer.label for layer in engine.layers(picture, mask)]
    plain, mask, _truth = draw(RED)
    with pytest.raises(LayerNotFound, match="it has one color"):
        engine.recolor(plain, [ColorChange("dress", "red", mask=mask, layer="stripes")], quality=None)


def test_an_empty_mask_has_no_layers_and_changes_nothing(engine):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    assert engine.layers(picture, np.zeros_like(mask)) == []
    change = ColorChange("dress", "red", mask=np.zeros_like(mask), layer="base")
    result = engine.recolor(picture, [change], quality=None)
    assert np.array_equal(result.pixels, picture.pixels)
    assert "Nothing of the garment was found" in result.changes[0].warning
    with pytest.raises(ValueError, match="must be the same"):
        engine.layers(picture, mask[:10])


def test_a_layer_that_is_named_twice_is_noticed_however_many_garments_are_between(engine):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    quarters = np.zeros((4, *mask.shape), np.float32)
    for index, quarter in enumerate(quarters):
        place = np.s_[index % 2 * 240 : index % 2 * 240 + 240, index // 2 * 240 : index // 2 * 240 + 240]
        quarter[place] = mask[place]
    changes = [
        ColorChange(f"shirt {index}", "#c62828", quarter, layer="base") for index, quarter in enumerate(quarters)
    ]
    repeated = ColorChange("first shirt", "#00695c", quarters[0].copy(), layer="Base")
    assert len(engine.recolor(picture, changes).changes) == 4
    with pytest.raises(RepeatedTarget, match="first shirt"):
        engine.recolor(picture, [*changes, repeated])


@pytest.mark.parametrize("protects", [True, False])
def test_stems_too_thin_for_a_layer_of_their_own_are_details_of_one(engine, protects):
    picture, mask, _truth = draw((47, 158, 165), RED, dots, noise=1.0)
    y, x = np.mgrid[:SIZE, :SIZE]
    stems = ((x % 240 < 3) & (np.abs(y % 60 - 30) < 14) & (mask == 1)).astype(np.float32)
    share = cv2.GaussianBlur(stems, (0, 0), 0.7)[..., None]
    picture.pixels[:] = np.rint(picture.pixels * (1 - share) + np.array((62, 127, 94)) * share)
    assert [layer.name for layer in engine.layers(picture, mask)] == ["base", "pattern"]
    change = ColorChange("skirt", "#c9b037", mask=mask, layer="base", protect_details=protects)
    result = engine.recolor(picture, [change], quality=None)
    changed = np.median(differences(result.pixels, picture.pixels, share[..., 0] > 0.9))
    assert changed < 1 if protects else changed > 30
    assert (result.changes[0].protected > 0) == protects


def test_the_mask_of_a_garment_with_layers_is_kept_in_bytes(engine):
    picture, mask, _truth = draw(NAVY, WHITE, stripes)
    engine.recolor(picture, [ColorChange("dress", "#2e7d32", mask=mask, layer="base")], quality=None)
    assert [kept.dtype for kept, _garment in picture.prepared._layered] == [np.uint8]


@pytest.mark.parametrize("seed", range(4))
def test_a_layer_that_is_all_outline_is_none(engine, seed):
    """Of a mask of scattered pixels, hardly any are away from the outline."""
    pixels = np.zeros((7, 60, 3), np.uint8)
    pixels[:3] = 255
    picture, mask = Picture(pixels), np.random.default_rng(seed).random((7, 60)).astype(np.float32)
    layers = engine.layers(picture, mask)
    assert layers[0].name == "base" and all(layer.share > 0 for layer in layers)
    result = engine.recolor(picture, [ColorChange("net", "#2e7d32", mask=mask, layer="base")], quality=None)
    assert result.changed_outside == 0
