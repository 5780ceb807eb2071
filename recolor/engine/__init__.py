"""Find garments in photographs and recolor them, on CPUs and without Django.

>>> from recolor.engine import ColorChange, Engine, encode
>>> engine = Engine()
>>> picture = engine.open("photo.jpg")
>>> result = engine.recolor(picture, [ColorChange("blouse", "royal blue")])
>>> png = encode(result.pixels, "png", alpha=result.alpha)
"""

from .color.dominant import dominant_colors
from .color.families import FAMILIES, color_family
from .color.naming import color_name
from .color.spread import Spread, color_spread
from .color.words import Color, parse_color
from .engine import Engine
from .errors import (
    AmbiguousTarget,
    ColorError,
    EngineError,
    GarmentNotFound,
    LayerNotFound,
    ModelMissing,
    OutdatedAnalysis,
    PhotoError,
    RepeatedTarget,
    TargetError,
)
from .finding.clicks import LEVELS
from .finding.edges import soft_mask
from .finding.garments import cloth_color, missing_targets
from .finding.given_mask import refine_edges
from .finding.matching import Agreement, agreement, may_surprise, surely_same
from .finding.missed import missed_garments, misses_clothes
from .finding.poses import Appearance, appearance, names_as_in
from .finding.positions import Placed, parse_position
from .finding.vocabulary import (
    Target,
    is_garment_name,
    means_everything,
    means_extra,
    parse_target,
    same_garment,
)
from .imaging.encode import check_format, encode
from .imaging.xmp import jpeg_with_xmp
from .networks.analysis import ANALYSIS_VERSION, Analysis
from .picture import Picture, open_picture
from .recoloring.difference import ReachedColor, reached_colors
from .recoloring.layers import find_layer, layer_not_found_text
from .types import (
    DOUBTFUL_BELOW,
    LARGEST_TONE_SHIFT,
    TONE_GOAL,
    Alpha,
    ChangeReport,
    ColorChange,
    Garment,
    Layer,
    Pixels,
    RecolorResult,
)

__all__ = [
    "ANALYSIS_VERSION",
    "DOUBTFUL_BELOW",
    "FAMILIES",
    "LARGEST_TONE_SHIFT",
    "LEVELS",
    "TONE_GOAL",
    "Agreement",
    "Alpha",
    "AmbiguousTarget",
    "Analysis",
    "Appearance",
    "ChangeReport",
    "Color",
    "ColorChange",
    "ColorError",
    "Engine",
    "EngineError",
    "Garment",
    "GarmentNotFound",
    "Layer",
    "LayerNotFound",
    "ModelMissing",
    "OutdatedAnalysis",
    "PhotoError",
    "Picture",
    "Pixels",
    "Placed",
    "ReachedColor",
    "RecolorResult",
    "RepeatedTarget",
    "Spread",
    "Target",
    "TargetError",
    "agreement",
    "appearance",
    "check_format",
    "cloth_color",
    "color_family",
    "color_name",
    "color_spread",
    "dominant_colors",
    "encode",
    "find_layer",
    "is_garment_name",
    "jpeg_with_xmp",
    "layer_not_found_text",
    "may_surprise",
    "means_everything",
    "means_extra",
    "missed_garments",
    "misses_clothes",
    "missing_targets",
    "names_as_in",
    "open_picture",
    "parse_color",
    "parse_position",
    "parse_target",
    "reached_colors",
    "refine_edges",
    "same_garment",
    "soft_mask",
    "surely_same",
]
