"""The classes of the garment parser, their groups, and what the labels of the data sets say about them.

A label allows one or more classes: "jacket" of `bench/labeled` may be a jacket or a coat, and "top" of Clothing
Co-Parsing (CCP) any of several upper garments. Training maximizes the sum of the probabilities of the allowed classes.
"""

import numpy as np
from numpy.typing import NDArray

CLASSES = [
    "background", "skin", "hair",
    "t-shirt", "tank-top", "bra-top", "shirt", "blouse", "sweater", "hoodie", "kurta",
    "jacket", "coat", "waistcoat", "nehru-jacket", "sherwani",
    "dress", "anarkali", "saree",
    "trousers", "jeans", "salwar", "leggings", "shorts", "dhoti", "sharara",
    "skirt", "lehenga", "dupatta", "scarf", "turban",
    "shoes", "bag", "hat", "belt", "jewelry",
]  # fmt: skip

# The branches of the hierarchy. A class belongs to one group.
GROUPS = [
    ["background"], ["skin"], ["hair"],
    ["t-shirt", "tank-top", "bra-top", "shirt", "blouse", "sweater", "hoodie"],
    ["kurta", "anarkali", "dress", "sherwani"],
    ["jacket", "coat", "waistcoat", "nehru-jacket"],
    ["trousers", "jeans", "salwar", "leggings", "shorts", "dhoti", "sharara"],
    ["skirt", "lehenga"],
    ["saree", "dupatta", "scarf"],
    ["turban", "hat"], ["shoes"], ["bag"], ["belt", "jewelry"],
]  # fmt: skip

ANYTHING = "anything"  # label of pixels whose class is unknown
PROP = "prop"  # label of background in `bench/labeled` that may be shoes, a bag, a hat, a belt or jewelry
_UPPER = ["t-shirt", "tank-top", "bra-top", "shirt", "sweater"]

# Labels other than the names of classes, with the classes that they allow.
_LABELS = {
    ANYTHING: CLASSES,
    PROP: ["background", "shoes", "bag", "hat", "belt", "jewelry"],
    "labeled jacket": ["jacket", "coat"],
    "labeled trousers": ["trousers", "jeans", "salwar"],
    "ccp blouse": ["shirt", "t-shirt", "tank-top"],
    "ccp top": _UPPER,
    "ccp shirt": ["shirt", "t-shirt"],
    "ccp vest": ["waistcoat", "tank-top"],
    "ccp sweatshirt": ["sweater", "hoodie"],
    "ccp cardigan": ["jacket", "sweater"],
    "ccp cape": ["jacket", "coat", "scarf"],
    "ccp romper": ["dress", "shorts", "trousers", "tank-top"],
    "ccp suit": ["jacket", "trousers", "skirt", "waistcoat"],
    "ccp underwear": ["bra-top", "tank-top", "dress", "shorts"],
    "ccp socks": ["leggings", "shoes"],
}
LABELS = [*CLASSES, *_LABELS]

CCP_LABELS = {
    "null": "background", "skin": "skin", "hair": "hair",
    "t-shirt": "t-shirt", "blouse": "ccp blouse", "top": "ccp top", "shirt": "ccp shirt", "vest": "ccp vest",
    "sweater": "sweater", "jumper": "sweater", "sweatshirt": "ccp sweatshirt", "hoodie": "hoodie",
    "cardigan": "ccp cardigan", "jacket": "jacket", "blazer": "jacket", "coat": "coat", "cape": "ccp cape",
    "dress": "dress", "romper": "ccp romper", "suit": "ccp suit",
    "bodysuit": "ccp underwear", "bra": "ccp underwear", "intimate": "ccp underwear", "swimwear": "ccp underwear",
    "panties": "ccp underwear",
    "skirt": "skirt", "jeans": "jeans", "pants": "trousers", "shorts": "shorts",
    "leggings": "leggings", "tights": "leggings", "stockings": "leggings", "socks": "ccp socks",
    "scarf": "scarf", "hat": "hat", "belt": "belt",
    "boots": "shoes", "clogs": "shoes", "flats": "shoes", "heels": "shoes", "loafers": "shoes", "pumps": "shoes",
    "sandals": "shoes", "shoes": "shoes", "sneakers": "shoes", "wedges": "shoes",
    "bag": "bag", "purse": "bag", "wallet": "bag",
    "accessories": "jewelry", "bracelet": "jewelry", "earrings": "jewelry", "necklace": "jewelry", "ring": "jewelry",
    "watch": "jewelry", "glasses": "jewelry", "sunglasses": "jewelry", "gloves": "jewelry", "tie": "jewelry",
}  # fmt: skip


def allowed_classes() -> NDArray[np.bool_]:
    """Return which classes each label allows, (labels, classes) bool."""
    allowed = np.zeros((len(LABELS), len(CLASSES)), bool)
    for row, label in enumerate(LABELS):
        for name in _LABELS.get(label, [label]):
            allowed[row, CLASSES.index(name)] = True
    return allowed


def group_members() -> NDArray[np.bool_]:
    """Return which classes belong to each group, (groups, classes) bool."""
    members = np.zeros((len(GROUPS), len(CLASSES)), bool)
    for row, names in enumerate(GROUPS):
        for name in names:
            members[row, CLASSES.index(name)] = True
    return members
