"""Parts of a garment are details only if their colors are not those of its cloth, and if they end at an edge."""

import cv2
import numpy as np
import pytest

from recolor.engine.recoloring.distinct_parts import distinct_parts
from recolor.engine.recoloring.faint_patterns import without_faint_patches

CREAM, GREEN, RED = (225, 215, 190), (90, 100, 70), (190, 30, 40)


@pytest.fixture
def checked():
    """Return green cloth with 16 cream squares, and the labels of the squares from 1 on."""
    pixels = np.full((160, 160, 3), GREEN, np.uint8)
    labels = np.zeros((160, 160), int)
    for number in range(16):
        box = np.s_[40 * (number // 4) + 10 :, 40 * (number % 4) + 10 :]
        pixels[box][:16, :16] = CREAM
        labels[box][:16, :16] = number + 1
    return pixels, labels


def test_a_few_of_many_equal_patches_are_cloth(checked):
    pixels, labels = checked
    chosen = np.isin(labels, (3, 8)).astype(np.uint8)
    assert not distinct_parts(pixels, chosen, np.ones_like(chosen)).any()


def test_a_motif_stays_if_its_color_is_hardly_anywhere_else(checked):
    pixels, labels = checked
    motifs = ((labels > 0) & (labels != 8)).astype(np.uint8)
    pixels[labels == 8] = RED
    np.testing.assert_array_equal(distinct_parts(pixels, motifs, np.ones_like(motifs)), motifs)
    patch = (np.isin(labels, (3, 8))).astype(np.uint8)
    np.testing.assert_array_equal(distinct_parts(pixels, patch, np.ones_like(patch)), labels == 8)


@pytest.mark.parametrize(
    ("difference", "blur", "is_kept"),
    [
        pytest.param(15, 8, False, id="shade tinted by the surroundings"),
        pytest.param(15, 0.5, True, id="faint pattern with an edge"),
        pytest.param(45, 8, True, id="tie-dye"),
    ],
)
def test_a_faint_patch_without_an_edge_is_cloth_in_other_light(difference, blur, is_kept):
    patch = np.zeros((120, 120), np.float32)
    cv2.circle(patch, (60, 60), 24, 1, -1)
    patch = cv2.GaussianBlur(patch, (0, 0), blur)
    lab = np.stack([np.full_like(patch, 75), 2 + 0 * patch, difference * patch], axis=2)
    share = (patch > 0.5).astype(np.float32)
    result = without_faint_patches(share, lab, np.ones((120, 120), np.uint8))
    np.testing.assert_array_equal(result, share if is_kept else 0 * share)
