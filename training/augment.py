"""Random changes of training photos: what photos of different shops differ in.

Garment color (by the engine's own cloth model), light, crop and size, mirroring, and plain studio backgrounds.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.color.spaces import lab_to_linear, linear_to_rgb, rgb_to_lab
from recolor.engine.recoloring import cloth

from .classes import ANYTHING, CLASSES, LABELS

Photo = NDArray[np.uint8]  # (H, W, 3) RGB
Labels = NDArray[np.uint8]  # (H, W), indices in LABELS

# Probabilities. With half of these, the parser overfitted.
RECOLOR, PLAIN_BACKGROUND, CLOSE_UP, MIRROR, GRAY, BLUR = 0.45, 0.15, 0.2, 0.5, 0.06, 0.15
_CLOTH_FROM = CLASSES.index("t-shirt")
_CLOTH_TO = CLASSES.index("turban")
_MINIMUM_GARMENT = 0.01  # share of the photo from which a garment is recolored


def augment(photo: Photo, labels: Labels, size: tuple[int, int], random: np.random.Generator) -> tuple[Photo, Labels]:
    """Return a randomly changed photo and its labels, both of `size`, (height, width)."""
    if random.random() < PLAIN_BACKGROUND:
        photo = _with_plain_background(photo, labels, random)
    photo, labels = _crop(photo, labels, size, random)
    if random.random() < RECOLOR:
        photo = _with_recolored_garment(photo, labels, random)
    photo = _with_other_light(photo, random)
    if random.random() < MIRROR:
        photo, labels = photo[:, ::-1], labels[:, ::-1]
    return np.ascontiguousarray(photo), np.ascontiguousarray(labels)


def fit(photo: Photo, labels: Labels, size: tuple[int, int]) -> tuple[Photo, Labels]:
    """Return a photo and its labels scaled to fit into `size`, (height, width), in the top left corner."""
    scale = min(size[0] / labels.shape[0], size[1] / labels.shape[1])
    matrix = np.array([[scale, 0, 0], [0, scale, 0]])
    return _warp(photo, labels, matrix, size)


def _crop(photo: Photo, labels: Labels, size: tuple[int, int], random: np.random.Generator) -> tuple[Photo, Labels]:
    """Return a part of a photo, or a smaller photo within a border, slightly rotated and stretched."""
    height, width = labels.shape
    fitting = min(size[0] / height, size[1] / width)
    zoom = random.uniform(1.5, 2.6) if random.random() < CLOSE_UP else np.exp(random.uniform(np.log(0.8), np.log(1.5)))
    stretch = np.exp(random.normal(0, 0.06))
    scale_x, scale_y = fitting * zoom * stretch, fitting * zoom / stretch
    angle = np.radians(random.normal(0, 5))
    matrix = np.array(
        [[np.cos(angle) * scale_x, -np.sin(angle) * scale_y], [np.sin(angle) * scale_x, np.cos(angle) * scale_y]]
    )
    if zoom > 1:  # the center of the crop lies on the person, if there is one
        rows, columns = np.nonzero(labels)
        chosen = random.integers(len(rows)) if len(rows) else 0
        center = (columns[chosen], rows[chosen]) if len(rows) else (width / 2, height / 2)
        # Half of the way from the middle keeps most of the person in the crop.
        center = ((center[0] + width / 2) / 2, (center[1] + height / 2) / 2)
    else:
        center = (width / 2, height / 2)
    shift = np.array([size[1] / 2, size[0] / 2]) - matrix @ np.array(center)
    shift += random.uniform(-0.06, 0.06, 2) * [size[1], size[0]]
    return _warp(photo, labels, np.column_stack([matrix, shift]), size)


def _warp(photo: Photo, labels: Labels, matrix: NDArray[np.float64], size: tuple[int, int]) -> tuple[Photo, Labels]:
    target = (size[1], size[0])
    moved = cv2.warpAffine(photo, matrix, target, flags=cv2.INTER_LINEAR, borderValue=(124, 116, 104))
    unknown = LABELS.index(ANYTHING)
    moved_labels = cv2.warpAffine(labels, matrix, target, flags=cv2.INTER_NEAREST, borderValue=unknown)
    return moved, moved_labels


def _with_plain_background(photo: Photo, labels: Labels, random: np.random.Generator) -> Photo:
    """Return a photo whose background is a plain light or gray wall with a soft vignette."""
    person = cv2.GaussianBlur((labels != 0).astype(np.float32), (0, 0), 1.2)[..., None]
    if not 0.05 < person.mean() < 0.9:
        return photo
    height, width = labels.shape
    gray = random.choice([255, 250, 240, 228, 210, 180, 140]) + random.normal(0, 4)
    tint = gray + random.normal(0, 3, 3)
    falloff = 1 - random.uniform(0, 0.25) * (np.linspace(-1, 1, height)[:, None] ** 2 + np.linspace(-1, 1, width) ** 2)
    wall = np.clip(falloff[..., None] * tint, 0, 255)
    return np.clip(photo * person + wall * (1 - person), 0, 255).astype(np.uint8)


def _with_recolored_garment(photo: Photo, labels: Labels, random: np.random.Generator) -> Photo:
    """Return a photo with one or all garments in other colors."""
    values, counts = np.unique(labels, return_counts=True)
    garments = [
        value
        for value, count in zip(values, counts, strict=True)
        if (_CLOTH_FROM <= value <= _CLOTH_TO or LABELS[value].startswith(("ccp", "labeled")))
        and count > _MINIMUM_GARMENT * labels.size
    ]
    if not garments:
        return photo
    chosen = garments if random.random() < 0.3 else [random.choice(garments)]
    out = photo.copy()
    for value in chosen:
        inside = labels == value
        lab = rgb_to_lab(photo[inside])
        described = cloth.describe_cloth(lab[:: max(1, len(lab) // 4000)])
        hue, chroma = random.uniform(0, 2 * np.pi), random.choice([3.0, 15.0, 35.0, 55.0]) * random.uniform(0.6, 1.2)
        lightness = np.clip(described.median[0] + random.normal(0, 25), 12, 93)
        target = np.array([lightness, chroma * np.cos(hue), chroma * np.sin(hue)], np.float32)
        out[inside] = linear_to_rgb(lab_to_linear(cloth.recolor_cloth(lab, described, target)))
    return out


def _with_other_light(photo: Photo, random: np.random.Generator) -> Photo:
    """Return a photo with another exposure, contrast, white balance and sharpness."""
    values = photo.astype(np.float32) / 255
    values = values ** np.float32(np.exp(random.normal(0, 0.22)))
    values = (values - 0.5) * np.float32(np.exp(random.normal(0, 0.15))) + 0.5 + np.float32(random.normal(0, 0.05))
    values = values * np.exp(random.normal(0, 0.06, 3)).astype(np.float32)
    if random.random() < GRAY:
        values = np.repeat(values.mean(axis=2, keepdims=True), 3, axis=2)
    if random.random() < BLUR:
        values = cv2.GaussianBlur(values, (0, 0), random.uniform(0.5, 1.4))
    if random.random() < BLUR:
        values = values + random.normal(0, random.uniform(0.01, 0.04), values.shape).astype(np.float32)
    return (np.clip(values, 0, 1) * 255).astype(np.uint8)
