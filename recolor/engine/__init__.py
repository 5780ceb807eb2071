"""Find garments in photographs and recolour them: pixels in, pixels out, on plain CPUs.

from recolor.engine import ColorChange, Engine
engine = Engine()
photo = engine.open("photo.jpg")
result = engine.recolor(photo, [ColorChange("blouse", "royal blue")])
"""

from .analysis import Analysis
from .color_words import Color, parse_color
from .edges import soft_mask
from .encode import encode
from .engine import Engine
from .errors import ColorError, EngineError, GarmentNotFound, ModelMissing, PhotoError, TargetError
from .families import FAMILIES, color_family
from .finding import missing_targets
from .photo import open_photo
from .types import ChangeReport, ColorChange, Garment, Photo, Pixels, RecolorResult
from .vocabulary import Target, parse_target, same_garment

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
    "Photo",
    "PhotoError",
    "Pixels",
    "RecolorResult",
    "Target",
    "TargetError",
    "color_family",
    "encode",
    "missing_targets",
    "open_photo",
    "parse_color",
    "parse_target",
    "same_garment",
    "soft_mask",
]
