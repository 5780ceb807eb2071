"""Edges of masks: they follow colors that differ, and are smooth where garment and background have the same color."""

import cv2
import numpy as np
import pytest

from recolor.engine import soft_mask

SIZE, CELL = 720, 5  # pixels of the photo, and of a cell of the coarse mask


def coarse_disc():
    """Return a disc as a coarse mask, with the steps of its cells, (SIZE / CELL, SIZE / CELL) float32."""
    rows, columns = np.mgrid[: SIZE // CELL, : SIZE // CELL] * CELL + CELL / 2
    return (np.hypot(rows - SIZE / 2, columns - SIZE / 2) < SIZE / 4).astype(np.float32)


def photo_of_disc(cloth, wall, radius):
    """Return a photo of a disc of one color before a wall of another, with noise, (SIZE, SIZE, 3) uint8."""
    photo = np.full((SIZE, SIZE, 3), wall, np.uint8)
    cv2.circle(photo, (SIZE // 2, SIZE // 2), radius, cloth, cv2.FILLED)
    noise = np.random.default_rng(1).normal(0, 3, photo.shape)
    return np.clip(photo + cv2.GaussianBlur(noise, (0, 0), 1) * 2, 0, 255).astype(np.uint8)


def border_of(mask):
    """Return the contour of a mask."""
    contours, _hierarchy = cv2.findContours((mask > 0.5).astype(np.uint8), cv2.RETR_LIST, cv2.CHAIN_APPROX_NONE)
    return contours


@pytest.mark.parametrize("error", [-4, 4])
def test_the_edge_moves_to_the_border_of_colors(error):
    radius = SIZE // 4 + error
    mask = soft_mask(coarse_disc(), photo_of_disc((40, 60, 160), (220, 220, 220), radius))
    points = np.concatenate(border_of(mask))[:, 0]
    distances = np.abs(np.hypot(*(points - SIZE / 2).T) - radius)
    assert np.percentile(distances, 95) < 1.5


def test_the_edge_of_white_cloth_on_a_white_wall_is_smooth():
    mask = soft_mask(coarse_disc(), photo_of_disc((229, 229, 229), (229, 229, 229), SIZE // 4))
    length = sum(cv2.arcLength(contour, True) for contour in border_of(mask))
    assert length / (np.pi * SIZE / 2) < 1.07, "steps of the coarse mask, or noise"


def test_thin_straps_stay():
    coarse = np.zeros((SIZE // CELL, SIZE // CELL), np.float32)
    coarse[20:120, 70:72] = 1
    mask = soft_mask(coarse, np.full((SIZE, SIZE, 3), 128, np.uint8))
    assert (mask[150:550, 70 * CELL : 72 * CELL].max(axis=1) > 0.9).all()


@pytest.mark.parametrize("size", [(1, 1), (32, 32), (3, 200)])
@pytest.mark.parametrize("color", [0, 255])
def test_a_garment_that_fills_a_photo_is_opaque(size, color):
    mask = soft_mask(np.ones((64, 64), np.float32), np.full((*size, 3), color, np.uint8))
    assert mask.shape == size and (mask == 1).all()


def test_a_garment_at_the_corner_of_a_tiny_photo_stays_within_bounds():
    coarse = np.zeros((16, 16), np.float32)
    coarse[:4, :4] = 1
    mask = soft_mask(coarse, np.random.default_rng(2).integers(0, 256, (32, 32, 3), dtype=np.uint8))
    assert mask.min() == 0 and mask.max() <= 1 and mask[:6, :6].mean() > 0.8 and not mask[16:, 16:].any()
