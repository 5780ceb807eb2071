"""Color words: hex codes and color names as merchandisers write them.

Names are looked up in this order: the caller's swatches, CSS names, retail names, and the 30 000 names of
color-name-list. Modifiers such as "light" and "dusty" may precede any name; they change its lightness and chroma in
CIELAB.
"""

import difflib
import functools
import json
import math
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from PIL import ImageColor

from ..errors import ColorError
from ..third_party.files import COLOR_NAMES, prepared_folder
from .gamut import lab_to_rgb
from .retail_names import RETAIL_NAMES
from .spaces import hex_to_lab, rgb_to_hex

MAX_CHARACTERS = 80
_SUGGESTIONS = 3  # of an error, at most
_BASIC_COLORS = ("red", "pink", "orange", "yellow", "green", "blue", "purple", "brown", "gray")

# Each modifier maps CIELAB lightness (0..100) and chroma to new ones.
_MODIFIERS: dict[str, Callable[[float, float], tuple[float, float]]] = {
    "light": lambda lightness, chroma: (lightness + 0.38 * (100 - lightness), 0.78 * chroma),
    "pale": lambda lightness, chroma: (lightness + 0.58 * (100 - lightness), 0.50 * chroma),
    "pastel": lambda lightness, chroma: (max(lightness + 0.45 * (100 - lightness), 82), min(0.55 * chroma, 32)),
    "soft": lambda lightness, chroma: (lightness + 0.20 * (100 - lightness), 0.70 * chroma),
    "dark": lambda lightness, chroma: (0.62 * lightness, 0.85 * chroma),
    "deep": lambda lightness, chroma: (0.70 * lightness, 1.05 * chroma),
    "dusty": lambda lightness, chroma: (lightness + 0.05 * (70 - lightness), 0.52 * chroma),
    "muted": lambda lightness, chroma: (lightness, 0.60 * chroma),
    "bright": lambda lightness, chroma: (lightness + 0.12 * max(80 - lightness, 0), 1.25 * chroma + 4),
    "vivid": lambda lightness, chroma: (lightness, 1.35 * chroma + 4),
    "neon": lambda lightness, chroma: (lightness + 0.40 * (88 - lightness), max(1.6 * chroma, 90)),
    "medium": lambda lightness, chroma: (lightness, chroma),
}
_NEUTRAL_CHROMA = 5.0  # up to which modifiers add no chroma: the hue of a gray is that of its rounding errors
# First words of compound CSS names, such as "royalblue".
_CSS_FIRST_WORDS = (
    "dark", "light", "medium", "pale", "deep", "hot", "royal", "dodger", "sky", "steel", "slate", "sea", "forest",
    "spring", "lawn", "olive", "indian", "misty", "navajo", "old", "papaya", "peach", "rosy", "saddle", "sandy",
    "blanched", "burly", "cadet", "corn", "fire", "floral", "ghost", "golden", "green", "honey", "lemon", "lime",
    "midnight", "mint", "orange", "powder", "rebecca", "antique", "alice", "blue", "violet", "yellow", "white", "dim",
    "lavender",
)  # fmt: skip
_HEX_CODE = re.compile(r"#?([0-9a-fA-F]{3}|[0-9a-fA-F]{6})")
_INVALID_HEX_CODE = re.compile(r"#\w*|(?=\w*\d)[0-9a-fA-F]{2,9}")


@dataclass(frozen=True)
class Color:
    """A color and the normalized text that named it.

    Attributes
    ----------
    hex : str
        '#rrggbb'.
    name : str
        The normalized words, such as "light olive green", or the hex code.
    """

    hex: str
    name: str


def parse_color(text: str, swatches: Mapping[str, str] | None = None) -> Color:
    """Return the color that a text names.

    Parameters
    ----------
    text : str
        A hex code (`#rgb` or `#rrggbb`, with or without `#`) or words ("dusty rose", "light olive green").
    swatches : mapping of str to str, optional
        The caller's own color names and their '#rrggbb'. They take precedence over all other names. Of two that differ
        only in case or hyphens, the first counts.

    Returns
    -------
    Color
        The color and the normalized text.

    Raises
    ------
    ColorError
        If the text is empty, too long or not a known color. `suggestions` holds similar names that are known.
    """
    text = text.strip()
    name = _normalize(text)
    # Reversed, so that the first of several names with the same normalized form counts.
    labeled = reversed(list((swatches or {}).items()))
    normalized_swatches = {_normalize(label): value.lower() for label, value in labeled}
    if swatch := normalized_swatches.get(name):
        return Color(swatch, name)
    if match := _HEX_CODE.fullmatch(text):
        # Some names consist of hex digits ("add"). Without #, the name takes precedence.
        named = None if text.startswith("#") else _find_name(name, normalized_swatches)
        return Color(named, name) if named else _color_of_digits(match[1].lower())
    if not text or len(text) > MAX_CHARACTERS:
        raise ColorError("Enter a color: a hex code such as #c2185b, or words such as royal blue.")
    if _INVALID_HEX_CODE.fullmatch(text):
        raise ColorError(f"“{text}” is not a complete hex code. Enter three or six digits, such as #c2185b.")
    if color := _parse_words(name.split(), normalized_swatches):
        return color
    raise _unknown_color(text, name.split(), normalized_swatches)


def _normalize(text: str) -> str:
    """Return `text` in lower case, with "gray" for "grey", and single spaces for hyphens and within CamelCase."""
    text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    text = re.sub(r"[\s\-_/]+", " ", text).strip().lower().replace("’", "'")
    return re.sub(r"\bgrey\b", "gray", text)


def _color_of_digits(digits: str) -> Color:
    """Return the color of three or six hex digits."""
    code = "#" + ("".join(digit * 2 for digit in digits) if len(digits) == 3 else digits)
    return Color(code, code)


def _parse_words(words: list[str], swatches: Mapping[str, str]) -> Color | None:
    """Return the color of optional modifiers followed by a name, or None if there is no such name.

    The longest name takes precedence: "light dusty rose" is a lighter "dusty rose", not a light and dusty "rose".
    """
    for start in range(len(words)):
        modifiers, name = words[:start], " ".join(words[start:])
        if any(word not in _MODIFIERS for word in modifiers):
            return None
        if found := _find_name(name, swatches):
            return Color(_apply_modifiers(found, modifiers), " ".join([*modifiers, name]))
    return None


def _find_name(name: str, swatches: Mapping[str, str]) -> str | None:
    """Return '#rrggbb' for a normalized color name, or None if it is not known."""
    if found := _find_common_name(name, swatches):
        return found
    # A modifier and a common name ("dusty teal") take precedence over an unusual name in color-name-list.
    first, _, rest = name.partition(" ")
    if first in _MODIFIERS and rest and _find_common_name(rest, swatches):
        return None
    if found := _color_name_list().get(name) or _color_name_list().get(name.replace(" ", "")):
        return found
    # A basic color at the end may be redundant: "terracotta red" is "terracotta".
    shade, _, last = name.rpartition(" ")
    return _find_name(shade, swatches) if shade and last in _BASIC_COLORS else None


def _find_common_name(name: str, swatches: Mapping[str, str]) -> str | None:
    """Return '#rrggbb' for a swatch, CSS name or retail name, or None if it is none of these."""
    return swatches.get(name) or _css_names().get(name) or RETAIL_NAMES.get(name)


def common_names() -> dict[str, str]:
    """Return the CSS names, as separate words, and the retail names, with their '#rrggbb'."""
    css = {_split_compound(name): code for name, code in _css_names().items() if " " not in name}
    return RETAIL_NAMES | css


@functools.cache
def _css_names() -> dict[str, str]:
    """Return the CSS names and their '#rrggbb'; compound ones ("royalblue") also with spaces ("royal blue")."""
    names = {}
    for css_name, value in ImageColor.colormap.items():
        code = value if isinstance(value, str) else "#{:02x}{:02x}{:02x}".format(*value[:3])
        name = css_name.replace("grey", "gray")
        names[name] = names[_split_compound(name)] = code.lower()
    return names


def _split_compound(name: str) -> str:
    """Return a compound CSS name with spaces between its words."""
    for word in _CSS_FIRST_WORDS:
        if name.startswith(word) and len(name) > len(word):
            return f"{word} {_split_compound(name[len(word) :])}"
    return name


@functools.cache
def _color_name_list() -> dict[str, str]:
    """Return the names of color-name-list and their '#rrggbb'; empty if the file has not been prepared."""
    path = prepared_folder() / COLOR_NAMES
    if not path.exists():
        return {}
    # Reversed, so that the first of several names with the same normalized form is kept.
    return {_normalize(name): code for name, code in reversed(json.loads(path.read_text()))}


def _apply_modifiers(color: str, modifiers: list[str]) -> str:
    """Apply modifiers to a color, '#rrggbb', and return '#rrggbb'. The modifier next to the name is applied first."""
    if not modifiers:
        return color
    lightness, a, b = (float(value) for value in hex_to_lab(color))
    chroma, hue = math.hypot(a, b), math.atan2(b, a)
    most = chroma if chroma <= _NEUTRAL_CHROMA else math.inf
    for modifier in reversed(modifiers):
        lightness, chroma = _MODIFIERS[modifier](lightness, chroma)
    chroma = min(chroma, most)
    lab = np.array([[lightness, chroma * math.cos(hue), chroma * math.sin(hue)]], np.float32)
    return rgb_to_hex(lab_to_rgb(lab)[0])


def _unknown_color(text: str, words: list[str], swatches: Mapping[str, str]) -> ColorError:
    """Return the error for a text that names no color, with the part that was recognized and similar names."""
    suggestions = _similar_names(" ".join(words), swatches)
    endings = (" ".join(words[start:]) for start in range(1, len(words)))
    recognized = next((ending for ending in endings if _find_name(ending, swatches)), "")
    message = f"“{text}” is not a known color."
    if recognized:
        message += f" Only “{recognized}” was recognized."
        suggestions = [recognized, *suggestions]
    suggestions = _distinct(suggestions, swatches)[:_SUGGESTIONS]
    message += f" Try {' or '.join(suggestions)}, or a hex code." if suggestions else " Try a hex code such as #c2185b."
    return ColorError(message, suggestions)


def _similar_names(name: str, swatches: Mapping[str, str]) -> list[str]:
    """Return known names with a spelling similar to `name`, the most similar first."""
    modified = (f"{modifier} {color}" for modifier in _MODIFIERS for color in _BASIC_COLORS)
    known = dict.fromkeys([*swatches, *_css_names(), *RETAIL_NAMES, *modified])
    return difflib.get_close_matches(name, list(known), n=2 * _SUGGESTIONS, cutoff=0.6)


def _distinct(names: Iterable[str], swatches: Mapping[str, str]) -> list[str]:
    """Return names without those of the color of an earlier one, such as "royalblue" after "royal blue"."""
    first: dict[str, str] = {}
    for name in names:
        if color := _parse_words(name.split(), swatches):
            first.setdefault(color.hex, name)
    return list(first.values())
