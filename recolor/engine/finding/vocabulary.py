"""Western and Indian garment names, and the parser's classes for each."""

import difflib
import functools
import re
from dataclasses import dataclass

from ..errors import TargetError
from .classes import EXTRAS, group_of
from .positions import parse_position

EVERYTHING = "everything"  # stands for all garments of the photo
_GENERAL = ("top", "bottom")  # stand for all kinds of upper and of lower garments
# Of difflib, 0 to 1, between a text and a suggested name. One wrong letter of four, as in "coot" for "coat", is 0.75;
# "spoon" and "polo" are 0.67.
_LEAST_SIMILARITY = 0.72


@dataclass(frozen=True)
class Target:
    """A requested garment.

    Attributes
    ----------
    name
        The requested name, in lower case and with single spaces.
    classes
        The parser's classes that the name means, the most likely first; `(EVERYTHING,)` for all garments.
    """

    name: str
    classes: tuple[str, ...]


# The known names, by the classes that they mean. A name in two places belongs to the first.
_WORDS: dict[str, str] = {
    "t-shirt": "t-shirt, tshirt, tee, tee shirt, polo, polo shirt, jersey, henley",
    "tank-top": "tank top, tank, camisole, cami, singlet, vest top, undershirt",
    "bra-top": "bra top, bra, bralette, bikini top, sports bra, tube top, bustier, corset",
    "t-shirt, tank-top, shirt, blouse, bra-top, sweater, kurta": "top, upper, upper wear, bodice, peplum, crop top",
    "blouse, shirt, t-shirt, tank-top": "blouse, choli",
    "shirt": "shirt, dress shirt, button down, flannel, pathani",
    "sweater": "sweater, jumper, pullover, knit, knitwear, fleece, turtleneck, polo neck",
    "sweater, hoodie": "sweatshirt",
    "hoodie": "hoodie, hoody, hooded sweatshirt",
    "kurta": "kurta, kurti, kameez, kamiz, tunic, long top",
    "jacket, sweater": "cardigan, shrug, bolero, kimono, cape, poncho",
    "jacket": "jacket, blazer, bomber, denim jacket, leather jacket, suit jacket, tuxedo, windbreaker, anorak, "
    "outerwear",
    "coat, jacket": "coat, overcoat, trench, trench coat, raincoat, parka, puffer",
    "waistcoat, nehru-jacket": "waistcoat, vest, gilet, body warmer",
    "nehru-jacket, waistcoat": "nehru jacket, bandi, bundi",
    "sherwani": "sherwani, achkan, bandhgala",
    "anarkali, dress": "anarkali, gown",
    "dress": "dress, frock, maxi dress, midi dress, mini dress, sundress, shirt dress, kaftan, caftan, abaya, romper, "
    "playsuit, jumpsuit, overall, dungaree, boiler suit, one piece, onepiece, swimsuit, swimwear, nightgown, nightie, "
    "robe, bathrobe, robe dress, bodysuit",
    "kurta, anarkali": "salwar suit, salwar kameez, churidar suit",
    "saree": "saree, sari",
    "lehenga, skirt": "lehenga, lehnga, lehanga, langa, ghagra, ghaghra, chaniya, lehenga choli, lehenga skirt",
    "skirt, lehenga": "skirt, petticoat, mini skirt, midi skirt, maxi skirt, pencil skirt, sarong, lungi, kilt",
    "sharara": "sharara, gharara",
    "dhoti": "dhoti, mundu, dhoti pants",
    "salwar, trousers, sharara": "palazzo, patiala",
    "salwar, trousers, leggings": "salwar, shalwar, pyjama, pajama, harem pant",
    "salwar, leggings, trousers": "churidar",
    "jeans, trousers": "jean, denim",
    "trousers, jeans, salwar": "trousers, trouser, pant, chino, slack, jogger, sweatpant, track pant, "
    "tracksuit bottom, cargo, culotte, corduroy, pantaloon",
    "trousers, jeans, salwar, leggings, skirt, lehenga, shorts, sharara, dhoti": "bottom, lower, bottom wear, "
    "lower wear",
    "leggings": "leggings, legging, tight, stocking, hosiery, jegging, pantyhose, sock",
    "leggings, trousers": "capri",
    "shorts": "shorts, short, bermuda, hot pant, board short, skort",
    "dupatta, scarf": "dupatta, odhni, odhani, chunni, chunri",
    "dupatta, scarf, saree": "pallu, drape, veil, stole, shawl",
    "scarf, dupatta": "scarf, pashmina, muffler",
    "turban, hat": "turban, pagri, safa",
    "shoes": "shoe, boot, sneaker, trainer, heel, pump, sandal, flat, loafer, clog, wedge, slipper, jutti, mojari, "
    "footwear, ballerina",
    "bag": "bag, handbag, purse, clutch, tote, backpack, wallet, satchel, rucksack",
    "hat, turban": "hat, cap, beanie, beret, fedora, headscarf",
    "belt": "belt, sash, kamarband, waistband, cummerbund, waist belt",
    EVERYTHING: "everything, all, outfit, clothes, clothing, look, whole outfit, co-ord set, coord set, co-ord, "
    "set, suit, ensemble, garment, garments, attire",
}
_PLURALS_OF_F = {"scarf", "headscarf"}  # their plural ends in -ves
# Words that describe a garment but do not name it. They are ignored if the whole text is not a known name.
_FILLERS = (
    "the a an his her their my new old long short sleeved sleeve full half cotton silk satin linen wool woolen velvet "
    "chiffon georgette net printed print plain solid floral embroidered knitted knit denim leather lace flared "
    "pleated main front upper lower inner outer of model s"
)
_COLOR_WORDS = (
    "red blue green pink yellow orange purple brown black white gray grey beige navy maroon gold golden silver cream "
    "teal royal light dark pale magenta turquoise"
)
_IGNORED_WORDS = {*_FILLERS.split(), *_COLOR_WORDS.split()}


def parse_target(text: str) -> Target:
    """Return the garment that a name means.

    Synonyms, plurals, any case, and additional words such as "the red blouse" are understood. A position, such as in
    "blouse on the right", is not a part of the name.

    Parameters
    ----------
    text
        The name, such as "blouse".

    Returns
    -------
    Target
        The garment that the name means.

    Raises
    ------
    TargetError
        If the text contains no known garment name. `suggestions` holds up to three similar names.
    """
    name = re.sub(r"[\s_]+", " ", text).strip().lower()
    placed = parse_position(name)
    for candidate in (_key(name), *_candidates(placed.name if placed else name)):
        if found := _index().get(candidate):
            return Target(name, found)
    suggestions = difflib.get_close_matches(_key(name), list(_index()), n=3, cutoff=_LEAST_SIMILARITY)
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else "Try a name such as blouse, skirt or dress."
    raise TargetError(f"“{text.strip()}” is not a known garment name. {hint}", suggestions)


def is_garment_name(text: str) -> bool:
    """Return whether `parse_target` understands a name."""
    try:
        parse_target(text)
    except TargetError:
        return False
    return True


def means_everything(text: str) -> bool:
    """Return whether a name, such as "all", stands for all garments of a photo."""
    return is_garment_name(text) and parse_target(text).classes == (EVERYTHING,)


def means_extra(text: str) -> bool:
    """Return whether a name, such as "belt", stands for what is worn with an outfit and is not a part of it."""
    return is_garment_name(text) and parse_target(text).classes[0] in EXTRAS


def is_general(text: str) -> bool:
    """Return whether a name, such as "upper wear", stands for all kinds of upper or of lower garments."""
    return is_garment_name(text) and parse_target(text).classes in {parse_target(name).classes for name in _GENERAL}


def same_garment(first: str, second: str) -> bool:
    """Return whether two names may mean the same garment: "tee" and "blouse" may, "blouse" and "skirt" may not.

    Parameters
    ----------
    first, second
        Garment names, such as "tee" and "blouse".

    Raises
    ------
    TargetError
        If a name is not a known garment name.
    """
    one, other = parse_target(first).classes, parse_target(second).classes
    return bool({group_of(name) for name in one} & {group_of(name) for name in other})


def words_of(text: str) -> str:
    """Return the words of a name without numbers, each in the singular."""
    return _key(text.lower())


def _candidates(name: str) -> list[str]:
    """Return the keys to look up, in order.

    These are the whole name, then the name without fillers and colors, shortened word by word from the front because
    the noun is last, and then the last word.
    """
    whole = _key(name)
    words = whole.split()
    remaining = [word for word in words if word not in _IGNORED_WORDS]
    shortened = [" ".join(remaining[start:]) for start in range(len(remaining))]
    return [candidate for candidate in [whole, *shortened, *words[-1:]] if candidate]


def _key(name: str) -> str:
    """Return a name in the form in which it is indexed: letters only, hyphens as spaces, every word in the singular."""
    words = re.sub(r"[^a-z' -]", " ", name).replace("-", " ").split()
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    """Return the singular of a word by its ending. The result need not be a real word, such as "jean"."""
    if word.endswith("ies") and len(word) > 4 and word not in ("undies", "hoodies"):
        return word[:-3] + "y"
    if word.endswith("ves") and word[:-3] + "f" in _PLURALS_OF_F:
        return word[:-3] + "f"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3:
        return word[:-1]
    return word


@functools.cache
def _index() -> dict[str, tuple[str, ...]]:
    """Return the classes of each known name, by its key."""
    index: dict[str, tuple[str, ...]] = {}
    for classes, words in _WORDS.items():
        for word in words.split(","):
            index.setdefault(_key(word.strip()), tuple(classes.split(", ")))
    return index
