"""Colors from hex codes and from words, as merchandisers write them.

Words resolve in this order: the caller's swatches, CSS names, retail names, the 30 000 of color-name-list; before
any known name may stand modifiers ("light", "dusty", …), which act in CIELAB.
"""

import difflib
import functools
import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from PIL import ImageColor

from ..errors import ColorError
from ..prepared_files import COLOR_NAMES, prepared_folder
from .gamut import lab_to_rgb
from .retail_names import RETAIL_NAMES
from .spaces import hex_to_rgb, rgb_to_hex, rgb_to_lab

MOST_CHARACTERS = 80
_PLAIN = ("red", "pink", "orange", "yellow", "green", "blue", "purple", "brown", "gray")


@dataclass(frozen=True)
class Color:
    """hex: '#rrggbb'; name: how the text was understood, such as "light olive green"."""

    hex: str
    name: str


# lightness, chroma (CIELAB) → the same under a modifier: towards white or black by a share of the way.
_MODIFIERS: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "light": lambda lightness, chroma: (lightness + 0.38 * (100 - lightness), 0.78 * chroma),
    "pale": lambda lightness, chroma: (lightness + 0.58 * (100 - lightness), 0.50 * chroma),
    "pastel": lambda lightness, chroma: (max(lightness + 0.45 * (100 - lightness), 82), min(0.55 * chroma, 32)),
    "soft": lambda lightness, chroma: (lightness + 0.20 * (100 - lightness), 0.70 * chroma),
    "dark": lambda lightness, chroma: (0.62 * lightness, 0.85 * chroma),
    "deep": lambda lightness, chroma: (0.70 * lightness, 1.05 * chroma),
    "dusty": lambda lightness, chroma: (lightness + 0.05 * (70 - lightness), 0.52 * chroma),
    "muted": lambda lightness, chroma: (lightness, 0.60 * chroma),
    "bright": lambda lightness, chroma: (lightness + 0.12 * (80 - lightness), 1.25 * chroma + 4),
    "vivid": lambda lightness, chroma: (lightness, 1.35 * chroma + 4),
    "neon": lambda lightness, chroma: (
        lightness + 0.40 * (88 - lightness),
        max(1.6 * chroma, 90) if chroma > 5 else chroma,
    ),
    "medium": lambda lightness, chroma: (lightness, chroma),
}
_HEX = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_HEX_LIKE = re.compile(r"#\w*|(?=\w*\d)[0-9a-fA-F]{2,9}")


def parse_color(text: str, swatches: Mapping[str, str] | None = None) -> Color:
    """Understand a hex code (`#rgb`, `#rrggbb`, with or without `#`) or words ("dusty rose", "light olive green").

    swatches: names of the caller's own, to '#rrggbb'; they go before all others.
    Raises ColorError, with `.suggestions`, saying what was understood and what would work.
    """
    text = text.strip()
    own = {_tidy(name): value.lower() for name, value in (swatches or {}).items()}
    if found := own.get(_tidy(text)):
        return Color(found, _tidy(text))
    if match := _HEX.fullmatch(text):
        digits = match[1].lower()
        full = "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)
        # Some words are hex digits too ("add"): such a one without # is a color's name if there is one.
        named = None if text.startswith("#") else _lookup(_tidy(text), own)
        return Color(named, _tidy(text)) if named else Color(full, full)
    if not text or len(text) > MOST_CHARACTERS:
        raise ColorError("Give a color: a hex code such as #c2185b, or words such as royal blue.", ["royal blue"])
    if _HEX_LIKE.fullmatch(text):
        raise ColorError(f"“{text}” is not a whole hex code; write three or six digits, such as #c2185b.", ["#c2185b"])
    words = _tidy(text).split()
    if color := _understand(words, own):
        return color
    raise _unknown(text, words, own)


def _tidy(text: str) -> str:
    """Return `text` in lower case with single spaces, American "gray", and CamelCase and hyphens taken apart."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = re.sub(r"[\s\-_/]+", " ", text).strip().lower().replace("’", "'")
    return re.sub(r"\bgrey\b", "gray", text)


def _understand(words: list[str], own: Mapping[str, str]) -> Color | None:
    """The longest known name at the end, after modifiers: "light dusty rose" is a lighter dusty rose."""
    for start in range(len(words)):
        if any(word not in _MODIFIERS for word in words[:start]):
            return None
        name = " ".join(words[start:])
        if found := _lookup(name, own):
            modifiers = words[:start]
            return Color(_modified(found, modifiers), " ".join([*modifiers, name]))
    return None


def _lookup(name: str, own: Mapping[str, str]) -> str | None:
    if found := own.get(name) or _css_names().get(name) or RETAIL_NAMES.get(name):
        return found
    # A modifier before a name that the trade knows beats a fancy name out of thirty thousand.
    first, _, rest = name.partition(" ")
    if first in _MODIFIERS and rest and (own.get(rest) or _css_names().get(rest) or RETAIL_NAMES.get(rest)):
        return None
    if found := _listed_names().get(name) or _listed_names().get(name.replace(" ", "")):
        return found
    # "olive green" is olive, "mustard yellow" mustard: the plain word at the end only says it again.
    shade, _, plain = name.rpartition(" ")
    return _lookup(shade, own) if shade and plain in _PLAIN else None


@functools.cache
def _css_names() -> dict[str, str]:
    """CSS names; the compound ones ("royalblue") are found with spaces as well."""
    names = {}
    for name, value in ImageColor.colormap.items():
        code = value if isinstance(value, str) else "#{:02x}{:02x}{:02x}".format(*value[:3])
        name = name.replace("grey", "gray")
        names[name] = names[_spaced(name)] = code.lower()
    return names


def _spaced(name: str) -> str:
    for part in ("dark", "light", "medium", "pale", "deep", "hot", "royal", "dodger", "sky", "steel", "slate", "sea",
                 "forest", "spring", "lawn", "olive", "indian", "misty", "navajo", "old", "papaya", "peach", "rosy",
                 "saddle", "sandy", "blanched", "burly", "cadet", "corn", "fire", "floral", "ghost", "golden", "green",
                 "honey", "lemon", "lime", "midnight", "mint", "orange", "powder", "rebecca", "antique", "alice",
                 "blue", "violet", "yellow", "white"):  # fmt: skip
        if name.startswith(part) and len(name) > len(part):
            return f"{part} {_spaced(name[len(part) :])}"
    return name


@functools.cache
def _listed_names() -> dict[str, str]:
    path = prepared_folder() / COLOR_NAMES
    if not path.exists():
        return {}
    return {_tidy(name): code for name, code in reversed(json.loads(path.read_text()))}


def _modified(color: str, modifiers: list[str]) -> str:
    if not modifiers:
        return color
    lightness, a, b = (float(value) for value in rgb_to_lab(hex_to_rgb(color)[None])[0])
    chroma, hue = math.hypot(a, b), math.atan2(b, a)
    for modifier in reversed(modifiers):
        lightness, chroma = _MODIFIERS[modifier](lightness, chroma)
    lab = np.array([[lightness, chroma * math.cos(hue), chroma * math.sin(hue)]], np.float32)
    return rgb_to_hex(lab_to_rgb(lab)[0])


def _unknown(text: str, words: list[str], own: Mapping[str, str]) -> ColorError:
    suggestions = _nearest(" ".join(words), own)
    understood = next((" ".join(words[n:]) for n in range(1, len(words)) if _lookup(" ".join(words[n:]), own)), "")
    sentence = f"“{text}” is not a color we know"
    if understood:
        sentence += f"; only “{understood}” was understood"
        suggestions = [understood, *[name for name in suggestions if name != understood]]
    sentence += f". Try {' or '.join(suggestions[:3])}, or a hex code." if suggestions else ". A hex code always works."
    return ColorError(sentence, suggestions[:3])


def _nearest(name: str, own: Mapping[str, str]) -> list[str]:
    known = [*own, *_css_names(), *RETAIL_NAMES, *_modified_names()]
    return difflib.get_close_matches(name, list(dict.fromkeys(known)), n=3, cutoff=0.6)


def _modified_names() -> Iterator[str]:
    return (f"{modifier} {color}" for modifier in _MODIFIERS for color in _PLAIN)
