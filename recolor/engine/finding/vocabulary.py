"""Western and Indian garment names, and the parser's class for each."""

import difflib
import functools
import re
from dataclasses import dataclass

from ..errors import TargetError

EVERYTHING = "everything"  # slot of the words that mean all garments of the photo


@dataclass(frozen=True)
class Target:
    """A requested garment.

    Attributes
    ----------
    name
        The requested name, in lower case and with single spaces.
    slot
        The class of the garment in an outfit: one of the parser's classes, or `EVERYTHING`.
    layer
        The order in which garments are worn, from the skin (0) outwards. It distinguishes two upper garments.
    """

    name: str
    slot: str
    layer: int


# The known names, by slot and layer. A name in two places belongs to the first.
_WORDS: dict[str, dict[int, str]] = {
    "top": {
        0: "bra, bralette, bikini top, bodysuit, camisole, cami, singlet, tank, tank top, vest top, crop top, "
        "tube top, bustier, corset, undershirt",
        1: "top, blouse, t-shirt, tshirt, tee, tee shirt, choli, polo, polo shirt, jersey, henley, tunic, kurti, "
        "upper, upper wear, bodice, peplum",
        2: "shirt, kurta, kameez, kamiz, pathani, dress shirt, button down, flannel, long top",
        3: "vest, gilet, waistcoat, nehru jacket, bandi, bundi, body warmer",
    },
    "sweater": {
        3: "sweater, jumper, pullover, knit, knitwear, sweatshirt, hoodie, hoody, fleece, turtleneck, polo neck",
    },
    "outerwear": {
        4: "cardigan, shrug, bolero, kimono, cape, poncho",
        5: "jacket, blazer, sherwani, achkan, bandhgala, bomber, denim jacket, leather jacket, suit jacket, tuxedo",
        6: "coat, overcoat, trench, trench coat, raincoat, parka, anorak, puffer, windbreaker, outerwear",
    },
    "dress": {
        2: "dress, frock, gown, maxi dress, midi dress, mini dress, sundress, shirt dress, anarkali, kaftan, caftan, "
        "abaya, saree, sari, romper, playsuit, jumpsuit, overall, dungaree, boiler suit, one piece, onepiece, "
        "swimsuit, swimwear, nightgown, nightie, robe, bathrobe, salwar suit, salwar kameez, churidar suit, robe dress",
    },
    "skirt": {
        1: "skirt, lehenga, lehnga, lehanga, langa, ghagra, ghaghra, chaniya, lehenga choli, lehenga skirt, petticoat, "
        "mini skirt, midi skirt, maxi skirt, pencil skirt, sarong, mundu, lungi, kilt, sharara, gharara",
    },
    "trousers": {
        1: "trousers, trouser, pant, jean, denim, chino, slack, salwar, shalwar, churidar, palazzo, patiala, dhoti, "
        "pyjama, pajama, jogger, sweatpant, track pant, tracksuit bottom, cargo, culotte, corduroy, bottom, lower, "
        "bottom wear, lower wear, capri, harem pant, pantaloon",
    },
    "shorts": {1: "shorts, short, bermuda, hot pant, board short, skort"},
    "leggings": {0: "leggings, legging, tight, stocking, hosiery, jegging, pantyhose, sock"},
    "scarf": {7: "scarf, dupatta, odhni, odhani, chunni, chunri, stole, shawl, pallu, pashmina, muffler, drape, veil"},
    "shoes": {
        0: "shoe, boot, sneaker, trainer, heel, pump, sandal, flat, loafer, clog, wedge, slipper, jutti, mojari, "
        "footwear, ballerina",
    },
    "bag": {0: "bag, handbag, purse, clutch, tote, backpack, wallet, satchel, rucksack"},
    "hat": {0: "hat, cap, beanie, turban, pagri, beret, fedora, headscarf, safa"},
    "belt": {0: "belt, sash, kamarband, waistband, cummerbund, waist belt"},
    EVERYTHING: {0: "everything, all, outfit, clothes, clothing, look, whole outfit, co-ord set, coord set, co-ord, "
                    "set, suit, ensemble, garment, garments, attire"},
}  # fmt: skip
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

    Synonyms, plurals, any case, and additional words such as "the red blouse" are understood.

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
    for candidate in _candidates(name):
        if found := _index().get(candidate):
            return Target(name, *found)
    suggestions = difflib.get_close_matches(_key(name), list(_index()), n=3, cutoff=0.6)
    hint = f"Did you mean {' or '.join(suggestions)}?" if suggestions else "Try a name such as blouse, skirt or dress."
    raise TargetError(f"“{text.strip()}” is not a known garment name. {hint}", suggestions)


def same_garment(first: str, second: str) -> bool:
    """Return whether two names mean the same slot: "tee" and "blouse" do, "blouse" and "jacket" do not.

    Parameters
    ----------
    first, second
        Garment names, such as "tee" and "blouse".

    Raises
    ------
    TargetError
        If a name is not a known garment name.
    """
    return parse_target(first).slot == parse_target(second).slot


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
def _index() -> dict[str, tuple[str, int]]:
    """Return the slot and the layer of each known name, by its key."""
    index: dict[str, tuple[str, int]] = {}
    for slot, layers in _WORDS.items():
        for layer, words in layers.items():
            for word in words.split(","):
                index.setdefault(_key(word.strip()), (slot, layer))
    return index
