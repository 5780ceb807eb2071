"""Synthetic prints, stripes, embroidery and borders on photos of plain garments, with the true share of detail.

A print takes the light of the cloth under it: its reflectance is multiplied by the cloth's brightness relative to its
median. Motifs in a shade of the cloth's own color are not details: they are recolored with the cloth.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from recolor.engine.color.spaces import lab_to_linear

Alpha = NDArray[np.float32]  # (SIDE, SIDE) share of a print in every pixel, 0..1
Random = np.random.Generator

_FINE = 3  # motifs are drawn at this many times the size and reduced, so that their edges are smooth
_FONTS = [cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_SCRIPT_COMPLEX]
_LETTERS = list("ABCDEFGHKLMNOPRSTUVWXYZ0123456789")


def print_layer(side: int, random: Random) -> Alpha:
    """Return the shape of a random print, (side, side)."""
    kinds = (_motifs, _motifs, _stripes, _letters, _blobs, _filigree, _filigree, _vines)
    drawn = kinds[random.integers(len(kinds))](side, random)
    if random.random() < 0.35:
        drawn = drawn * _band(side, random)
    return _bent(drawn, random)


def _canvas(side: int) -> NDArray[np.uint8]:
    return np.zeros((side * _FINE, side * _FINE), np.uint8)


def _reduced(canvas: NDArray[np.uint8]) -> Alpha:
    side = canvas.shape[0] // _FINE
    return cv2.resize(canvas, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32) / 255


def _motifs(side: int, random: Random) -> Alpha:
    """Draw flowers, dots, stars or polygons, scattered or in rows."""
    canvas = _canvas(side)
    size = np.exp(random.uniform(np.log(2.5), np.log(45))) * _FINE
    pitch = size * random.uniform(2.2, 6)
    draw = (_flower, _dot, _polygon)[random.integers(3)]
    petals, jitter = int(random.integers(3, 9)), random.uniform(0, 0.4)
    places = np.arange(-pitch, canvas.shape[0] + pitch, pitch)
    for row, y in enumerate(places):
        for x in places + (row % 2) * pitch / 2:
            center = np.array([x, y]) + random.normal(0, jitter, 2) * pitch
            draw(canvas, center, size * random.uniform(0.7, 1.2), petals, random)
    return _reduced(canvas)


def _flower(canvas: NDArray[np.uint8], center: NDArray[np.float64], size: float, petals: int, random: Random) -> None:
    turn = random.uniform(0, 360)
    for petal in range(petals):
        angle = turn + petal * 360 / petals
        direction = np.array([np.cos(np.radians(angle)), np.sin(np.radians(angle))])
        place = tuple(int(v) for v in center + direction * size * 0.55)
        axes = (max(1, int(size * 0.45)), max(1, int(size * 0.22)))
        cv2.ellipse(canvas, place, axes, angle, 0, 360, 255, -1)
    if random.random() < 0.5:  # the center of the flower shows the cloth
        cv2.circle(canvas, tuple(int(v) for v in center), max(1, int(size * 0.18)), 0, -1)


def _dot(canvas: NDArray[np.uint8], center: NDArray[np.float64], size: float, petals: int, _random: Random) -> None:
    thickness = -1 if petals % 3 else max(1, int(size / 4))
    cv2.circle(canvas, tuple(int(v) for v in center), max(1, int(size * 0.5)), 255, thickness)


def _polygon(canvas: NDArray[np.uint8], center: NDArray[np.float64], size: float, petals: int, random: Random) -> None:
    angles = np.sort(random.uniform(0, 2 * np.pi, petals))
    radius = size * random.uniform(0.3, 0.8, petals)
    points = center + radius[:, None] * np.column_stack([np.cos(angles), np.sin(angles)])
    cv2.fillPoly(canvas, [points.astype(np.int32)], 255)


def _stripes(side: int, random: Random) -> Alpha:
    """Draw stripes, or checks."""
    canvas = _canvas(side)
    width = np.exp(random.uniform(np.log(1.2), np.log(25))) * _FINE
    pitch = width * random.uniform(2.0, 7)
    reach = canvas.shape[0]
    for start in np.arange(0, reach, pitch):
        cv2.rectangle(canvas, (0, int(start)), (reach, int(start + width)), 255, -1)
        if random.random() < 0.5 and pitch > 3 * width:
            cv2.line(canvas, (0, int(start + 2 * width)), (reach, int(start + 2 * width)), 255, max(1, int(width / 3)))
    if random.random() < 0.35:
        canvas = np.maximum(canvas, canvas.T)
    return _turned(_reduced(canvas), random)


def _letters(side: int, random: Random) -> Alpha:
    canvas = _canvas(side)
    scale = np.exp(random.uniform(np.log(0.4), np.log(3.5))) * _FINE
    for _line in range(random.integers(1, 4)):
        text = "".join(random.choice(_LETTERS, random.integers(2, 9)))
        place = (int(random.uniform(-0.1, 0.5) * canvas.shape[0]), int(random.uniform(0.1, 1) * canvas.shape[0]))
        font = _FONTS[random.integers(len(_FONTS))]
        cv2.putText(canvas, text, place, font, scale, 255, max(1, int(scale * random.uniform(1, 6))), cv2.LINE_AA)
    return _reduced(canvas)


def smooth_noise(side: int, sigma: float, random: Random) -> NDArray[np.float32]:
    """Return smooth noise with a standard deviation of 1."""
    noise = cv2.GaussianBlur(random.normal(0, 1, (side, side)).astype(np.float32), (0, 0), sigma)
    return noise / max(float(noise.std()), 1e-6)


def _blobs(side: int, random: Random) -> Alpha:
    """Draw irregular patches, as of tie-dye, batik or camouflage."""
    noise = smooth_noise(side, np.exp(random.uniform(np.log(3), np.log(20))), random)
    return np.clip((noise - random.uniform(0.6, 1.4)) * random.uniform(4, 12), 0, 1)


def _filigree(side: int, random: Random) -> Alpha:
    """Draw a fine ornament, as of brocade, zari or lace."""
    sigma = np.exp(random.uniform(np.log(0.7), np.log(5)))
    noise = smooth_noise(side, sigma, random) - smooth_noise(side, 2.5 * sigma, random) * random.uniform(0, 0.6)
    drawn = np.clip((noise - random.uniform(-0.6, 0.8)) * random.uniform(1.5, 6), 0, 1)
    if random.random() < 0.5:  # the ornament is limited to motifs
        drawn = drawn * _motifs(side, random)
    return drawn.astype(np.float32)


def _vines(side: int, random: Random) -> Alpha:
    """Draw curved lines, as of embroidery."""
    canvas = _canvas(side)
    t = np.linspace(0, 1, 60)
    for _vine in range(random.integers(2, 14)):
        start, direction = random.uniform(0, canvas.shape[0], 2), random.uniform(-1, 1, 2) * canvas.shape[0]
        waves = random.uniform(0, 0.12) * canvas.shape[0] * np.sin(random.uniform(4, 40) * t)
        across = np.array([-direction[1], direction[0]]) / max(np.hypot(*direction), 1)
        points = start + t[:, None] * direction + waves[:, None] * across
        thickness = max(1, int(np.exp(random.uniform(np.log(0.7), np.log(5))) * _FINE))
        cv2.polylines(canvas, [points.astype(np.int32)], False, 255, thickness, cv2.LINE_AA)
    return _reduced(canvas)


def _band(side: int, random: Random) -> Alpha:
    """Draw a border or a panel: a wide band across the picture."""
    first = random.uniform(-0.3, 0.8) * side
    rows = np.arange(side, dtype=np.float32)
    inside = (rows > first) & (rows < first + random.uniform(0.08, 0.7) * side)
    return _turned(np.repeat(inside.astype(np.float32)[:, None], side, axis=1), random)


def solid_band(side: int, random: Random) -> Alpha:
    """Return the shape of a plain border or panel of another color."""
    return _bent(_band(side, random), random)


def _turned(drawn: Alpha, random: Random) -> Alpha:
    side = drawn.shape[0]
    angle = random.choice([0, 90]) + random.normal(0, 12) if random.random() < 0.7 else random.uniform(0, 180)
    matrix = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1.45)
    return cv2.warpAffine(drawn, matrix, (side, side), flags=cv2.INTER_LINEAR)


def _bent(drawn: Alpha, random: Random) -> Alpha:
    """Return a print that follows folds: shifted by smooth random distances."""
    side, strength = drawn.shape[0], random.uniform(0, 6)
    sigma = random.uniform(12, 40)
    rows, columns = np.mgrid[:side, :side].astype(np.float32)
    shifts = [strength * smooth_noise(side, sigma, random) for _axis in range(2)]
    bent = cv2.remap(drawn, columns + shifts[0], rows + shifts[1], cv2.INTER_LINEAR)
    return cv2.GaussianBlur(bent, (0, 0), random.uniform(0.3, 0.9))


def print_color(random: Random) -> tuple[NDArray[np.float32], bool]:
    """Return a random color of a print, (3,) CIELAB, and whether it is metallic thread."""
    kind = random.random()
    if kind < 0.3:  # gold, copper
        return _polar(random.uniform(40, 85), random.uniform(12, 50), random.uniform(55, 95)), random.random() < 0.8
    if kind < 0.38:  # silver
        return _polar(random.uniform(55, 90), random.uniform(0, 8), random.uniform(0, 360)), random.random() < 0.7
    if kind < 0.52:
        return _polar(random.uniform(86, 97), random.uniform(0, 5), random.uniform(0, 360)), False
    if kind < 0.62:
        return _polar(random.uniform(6, 25), random.uniform(0, 6), random.uniform(0, 360)), False
    return _polar(random.uniform(20, 88), random.uniform(8, 75), random.uniform(0, 360)), False


def _polar(lightness: float, chroma: float, hue: float) -> NDArray[np.float32]:
    return np.array([lightness, chroma * np.cos(np.radians(hue)), chroma * np.sin(np.radians(hue))], np.float32)


def is_detail(color: NDArray[np.float32], base: NDArray[np.float32]) -> bool | None:
    """Return whether a print of `color` on cloth of the color `base` is a detail; None if people would disagree."""
    chroma, base_chroma = np.hypot(*color[1:]), np.hypot(*base[1:])
    step = color[0] - base[0]
    light = (color[0] + 16) / (base[0] + 16)
    to_white = np.clip(step / max(100 - base[0], 1), 0, 1)
    expected = base[1:] * (light if light < 1 else 1 - to_white)  # the same dye in less light, or with white light
    difference = np.hypot(*(color[1:] - expected))
    difference_in_chroma = np.hypot(*(color[1:] - base[1:]))
    if min(chroma, base_chroma) > 10:
        angle = abs((np.degrees(np.arctan2(color[2], color[1]) - np.arctan2(base[2], base[1])) + 180) % 360 - 180)
        if angle < 14:
            distance = np.hypot(step, difference_in_chroma)
            return None if 26 < distance < 38 else distance >= 38
        return True if angle > 28 and difference > 14 else None
    if max(chroma, base_chroma) < 10:  # both neutral
        return abs(step) > 30 if abs(step) > 30 or abs(step) < 12 else None
    if base_chroma > 10:  # white, gray or black on a color
        return True if (step > 28 or step < -25 or difference > 18) else None
    return True if difference > 14 else None  # a color on white, gray or black


def contrasting_color(base: NDArray[np.float32], random: Random) -> tuple[NDArray[np.float32], bool, bool]:
    """Return a color of a print on cloth of the base color, whether it is metallic, and whether it is a detail."""
    while True:
        color, is_metallic = print_color(random)
        verdict = is_detail(color, base)
        if verdict is not None:
            return color, is_metallic, verdict


def tone_color(base: NDArray[np.float32], random: Random) -> NDArray[np.float32]:
    """Return a lighter or darker tone of the cloth's own color, (3,) CIELAB: a motif woven in the same dye."""
    room = min(base[0] - 4, 97 - base[0], 16) if np.hypot(*base[1:]) > 10 else 10
    step = random.uniform(-1, 1) * max(room, 3)
    scale = (base[0] + step + 16) / (base[0] + 16) if step < 0 else 1 - step / (100 - base[0]) * random.uniform(0.3, 1)
    return np.array([base[0] + step, *(base[1:] * scale)], np.float32)


def printed(
    linear: NDArray[np.float32], alpha: Alpha, color: NDArray[np.float32], metallic: bool, random: Random
) -> NDArray[np.float32]:
    """Return a picture, (SIDE, SIDE, 3) linear RGB, with a print on it that takes the light of what is under it."""
    brightness = cv2.GaussianBlur(linear @ np.array([0.2126, 0.7152, 0.0722], np.float32), (0, 0), 1.2)
    floor = np.float32(0.015)
    shade = (brightness + floor) / (np.median(brightness) + floor)
    shade = np.clip(shade, 0.12, 1.8) ** np.float32(random.uniform(0.6, 1.0))
    ink = lab_to_linear(color[None])[0] * shade[..., None]
    if metallic:
        sparkle = smooth_noise(linear.shape[0], random.uniform(0.5, 1.5), random) * random.uniform(0.2, 0.55)
        ink = ink * np.exp(sparkle)[..., None]
    opaque = alpha[..., None] * np.float32(random.uniform(0.85, 1.0))
    return np.clip(linear * (1 - opaque) + np.clip(ink, 0, 1) * opaque, 0, 1).astype(np.float32)
