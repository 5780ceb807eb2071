"""Color names of the garment trade, western and Indian, and the shade that merchandisers mean by each."""

RETAIL_NAMES: dict[str, str] = {
    # neutrals
    "off white": "#f8f5ec", "ecru": "#e6dcc3", "bone": "#e3dac9", "oatmeal": "#d8cbb5", "nude": "#e3bc9a",
    "blush": "#efc3c1", "champagne": "#f1ddbb", "sand": "#d9c19c", "camel": "#c19a6b", "taupe": "#8b7d6f",
    "stone": "#b8b0a2", "mushroom": "#b5a191", "mocha": "#86654c", "coffee": "#5c4033", "chocolate": "#4a2c20",
    "espresso": "#3a2a22", "charcoal": "#36393d", "graphite": "#45484d", "slate": "#5f6b78", "silver": "#c0c2c5",
    "ash": "#b2b5b2", "ash gray": "#b2b5b2", "jet black": "#0d0d0f", "heather gray": "#a7a9ac", "khaki": "#b3a27b",
    "gold": "#c9a227", "antique gold": "#b08d3f", "rose gold": "#c98e83", "copper": "#b3693f", "bronze": "#8c6a3a",
    # reds and pinks
    "cherry": "#a6192e", "wine": "#5e1f2e", "burgundy": "#6d1f33", "oxblood": "#551a1f", "bordeaux": "#5c1a2b",
    "brick": "#a8442f", "brick red": "#a8442f", "rust": "#a84a1f", "terracotta": "#c4694a", "marsala": "#8c4a48",
    "dusty rose": "#c48a8a", "dusty pink": "#d3a2a0", "rose": "#d9718a", "rose pink": "#e77f9d",
    "baby pink": "#f7c9d4", "bubblegum": "#f48fb5", "fuchsia": "#c91f7b", "magenta": "#c2187a",
    "hot pink": "#ef4a91", "coral": "#f7735f", "salmon": "#f2927d", "peach": "#fbc9a4", "watermelon": "#ee5a6d",
    # oranges and yellows
    "apricot": "#f9b48a", "tangerine": "#f28522", "burnt orange": "#bf5412", "saffron": "#f0921e",
    "mustard": "#d19e20", "ochre": "#c17f22", "lemon": "#f8e45c", "butter": "#f7e7a3", "turmeric": "#dd9f16",
    "amber": "#e69b1c", "honey": "#d89b3a",
    # greens
    "mint": "#b4e0c8", "mint green": "#98dbb4", "sage": "#a7b49a", "olive": "#6b6a35", "moss": "#7a8450",
    "army green": "#535a3b",
    "bottle green": "#0b4a3a", "forest green": "#235336", "emerald": "#047c55", "emerald green": "#047c55",
    "sea green": "#3c9d83", "pistachio": "#bcd59c", "parrot green": "#3fae3a", "lime": "#b4d62c",
    "fern": "#5c8a4a", "hunter green": "#2e5339", "jade": "#1f9e78",
    # blues and violets
    "teal": "#0b7a7d", "teal blue": "#1e6f84", "aqua": "#7fd6d8", "turquoise": "#2fbfb8", "peacock": "#055c6e",
    "peacock blue": "#055c6e", "sky": "#9ccaed", "baby blue": "#b9d8ef", "powder blue": "#b6cfe0",
    "ice blue": "#d4e6ee", "cobalt": "#1445a6", "electric blue": "#1b4df0", "royal blue": "#4169e1",
    "navy": "#1b2540", "navy blue": "#1b2540", "midnight": "#151b33", "denim": "#3d5a80", "ink": "#1c2733",
    "petrol": "#17515c", "lavender": "#c7b7e2", "lilac": "#c8a8d2", "mauve": "#b186a0", "plum": "#6a2c5a",
    "aubergine": "#43213d", "eggplant": "#43213d", "grape": "#5f2f75", "violet": "#6f3fa6", "orchid": "#c477c0",
    "periwinkle": "#9099dd", "berry": "#83224f", "mulberry": "#7a2a56",
    # neon colors, which no modifier can produce from a CSS color
    "neon green": "#39ff14", "neon pink": "#ff2e93", "neon yellow": "#e6fb04", "neon orange": "#ff6a13",
    "neon blue": "#1f51ff", "neon coral": "#ff5f57",
    # Indian names
    "rani": "#d01a6e", "rani pink": "#d01a6e", "gulabi": "#ee6f9e", "mehendi": "#6f7a2b",
    "mehendi green": "#6f7a2b", "mehndi green": "#6f7a2b", "henna green": "#6f7a2b", "kesari": "#f5821f",
    "kesariya": "#f5821f", "bhagwa": "#f26b1d", "haldi": "#e5a815", "haldi yellow": "#e5a815",
    "sindoor": "#c5261f", "sindoori": "#c5261f", "firozi": "#2bb5c4", "feroza": "#2bb5c4", "jamuni": "#5b2a63",
    "jamun": "#5b2a63", "badami": "#dcb68d", "angoori": "#b9c95e", "dhani": "#9fc33a", "totapuri": "#4cae3b",
    "morpankhi": "#0b6472", "neel": "#27509b", "gajari": "#ee6a50", "gajri": "#ee6a50", "pyazi": "#d98a9b",
    "onion pink": "#d98a9b", "rama green": "#008a7a", "rama": "#008a7a", "chutney green": "#7f9b30",
    "gehua": "#c98f5a", "surmai": "#4a5663", "chandan": "#e0c597", "kumkum": "#b3171f", "zari": "#c9a445",
    "zari gold": "#c9a445", "maroon": "#6e1423", "tomato red": "#e03c2e", "blood red": "#8a0f17",
}  # fmt: skip
