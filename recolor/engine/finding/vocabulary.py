"""Merchandisers' words for garments, western and Indian, and what a parser can know of them."""

import difflib
import functools
import re
from dataclasses import dataclass

from ..errors import TargetError

EVERYTHING = "everything"


@dataclass(frozen=True)
class Target:
    """A garment asked for. name: as it was written, tidied; slot: its place in an outfit; layer: 0 is worn
    next to the skin, higher ones over it, which tells two upper garments apart."""

    name: str
    slot: str
    layer: int


# slot → words, by the layer they are worn in
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
_F_PLURALS = {"scarf", "headscarf"}
# Words that say which one, not what it is.
_FILLERS = {
    "the",
    "a",
    "an",
    "his",
    "her",
    "their",
    "my",
    "new",
    "old",
    "long",
    "short",
    "sleeved",
    "sleeve",
    "full",
    "half",
    "cotton",
    "silk",
    "satin",
    "linen",
    "wool",
    "woolen",
    "velvet",
    "chiffon",
    "georgette",
    "net",
    "printed",
    "print",
    "plain",
    "solid",
    "floral",
    "embroidered",
    "knitted",
    "knit",
    "denim",
    "leather",
    "lace",
    "flared",
    "pleated",
    "a-line",
    "main",
    "front",
    "upper",
    "lower",
    "inner",
    "outer",
    "of",
    "model's",
    "model",
    "s",
}
_COLOR_WORDS = {
    "red",
    "blue",
    "green",
    "pink",
    "yellow",
    "orange",
    "purple",
    "brown",
    "black",
    "white",
    "gray",
    "grey",
    "beige",
    "navy",
    "maroon",
    "gold",
    "golden",
    "silver",
    "cream",
    "teal",
    "royal",
    "light",
    "dark",
    "pale",
    "magenta",
    "turquoise",
}


def parse_target(text: str) -> Target:
    """Understand a garment's name: synonyms, plurals, any case, "the red blouse", "lehenga choli".

    Raises TargetError, with `.suggestions`, for words that name no garment we know.
    """
    tidy = re.sub(r"[\s_]+", " ", text).strip().lower()
    for candidate in _candidates(tidy):
        if found := _index().get(candidate):
            return Target(tidy, *found)
    suggestions = difflib.get_close_matches(_key(tidy), list(_index()), n=3, cutoff=0.6)
    hint = f"did you mean {' or '.join(suggestions)}?" if suggestions else "try a name such as blouse, skirt or dress."
    raise TargetError(f"“{text.strip()}” is no garment we know; {hint}", suggestions)


def same_garment(first: str, second: str) -> bool:
    """Whether two names mean the same place in an outfit: "tee" and "blouse" do, "blouse" and "jacket" do not.

    Raises TargetError for a word we do not know.
    """
    return parse_target(first).slot == parse_target(second).slot


def _candidates(tidy: str) -> list[str]:
    """The whole text, then without fillers and colors, then its last words: the noun stands at the end."""
    whole = _key(tidy)
    words = whole.split()
    told = [word for word in words if word not in _FILLERS and word not in _COLOR_WORDS]
    tails = [" ".join(told[start:]) for start in range(len(told))]
    return [candidate for candidate in [whole, *tails, *words[-1:]] if candidate]


def _key(tidy: str) -> str:
    words = re.sub(r"[^a-z' -]", " ", tidy).replace("-", " ").split()
    return " ".join(_singular(word) for word in words)


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4 and word not in ("undies", "hoodies"):
        return word[:-3] + "y"
    if word.endswith("ves") and word[:-3] + "f" in _F_PLURALS:
        return word[:-3] + "f"
    if word.endswith(("sses", "shes", "ches", "xes")):
        return word[:-2]
    if word.endswith("s") and not word.endswith(("ss", "us")) and len(word) > 3:
        return word[:-1]
    return word


@functools.cache
def _index() -> dict[str, tuple[str, int]]:
    index: dict[str, tuple[str, int]] = {}
    for slot, layers in _WORDS.items():
        for layer, words in layers.items():
            for word in words.split(","):
                index.setdefault(_key(word.strip()), (slot, layer))
    return index
