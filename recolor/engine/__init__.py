"""Find garments in photographs and recolor them, on CPUs and without Django.

>>> from recolor.engine import ColorChange, Engine, encode
>>> engine = Engine()
>>> picture = engine.open("photo.jpg")
>>> result = engine.recolor(picture, [ColorChange("blouse", "royal blue")])
>>> jpeg = encode(result.pixels, "jpeg")
"""

from .color.families import FAMILIES, color_family
from .color.words import Color, parse_color
from .engine import Engine
from .errors import ColorError, EngineError, GarmentNotFound, ModelMissing, PhotoError, TargetError
from .finding.edges import soft_mask
from .finding.garments import missing_targets
from .finding.vocabulary import Target, parse_target, same_garment
from .imaging.encode import encode
from .imaging.open import open_picture
from .networks.analysis import Analysis
from .types import ChangeReport, ColorChange, Garment, Picture, Pixels, RecolorResult

__all__ = [
    "FAMILIES",
    "Analysis",
    "ChangeReport",
    "Color",
    "ColorChange",
    "ColorError",
    "Engine",
    "EngineError",
    "Garment",
    "GarmentNotFound",
    "ModelMissing",
    "PhotoError",
    "Picture",
    "Pixels",
    "RecolorResult",
    "Target",
    "TargetError",
    "color_family",
    "encode",
    "missing_targets",
    "open_picture",
    "parse_color",
    "parse_target",
    "same_garment",
    "soft_mask",
]
