"""The sizes of results that the studio offers for a photo, and the form of a batch for several."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ...engine.imaging.resize import LONG_SIDE
from ...models import Photo, RecolorTask


@dataclass(frozen=True)
class Size:
    """A size to choose: its value in the form, its label, and what it does to the photo, empty if that is unknown."""

    value: str
    label: str
    effect: str


def sizes(photo: Photo) -> list[Size]:
    """Return the sizes for a photo. The hosted service does not offer the original size."""
    offered = [
        quality for quality in RecolorTask.Quality if not (photo.hosted_id and quality == RecolorTask.Quality.ORIGINAL)
    ]
    return [Size(quality.value, str(quality.label), _effect(photo, quality)) for quality in offered]


def sizes_of_several(photos: Sequence[Photo]) -> list[Size]:
    """Return the sizes for the results of several photos, with what each does to them."""
    return [
        Size(quality.value, str(quality.label), _effect_on_several(photos, quality)) for quality in RecolorTask.Quality
    ]


def default_size(photo: Photo, preferred: str) -> str:
    """Return the workspace's preferred size, or the smallest one if the photo's engine does not offer it."""
    return preferred if preferred in {size.value for size in sizes(photo)} else RecolorTask.Quality.TWO_K


def _effect(photo: Photo, quality: str) -> str:
    if not photo.width or not photo.height:
        return ""
    scale = _scale(photo, quality)
    if scale is None:
        return f"{photo.width} × {photo.height} px"
    if abs(scale - 1) < 0.01:
        return _("as large as the photo")
    if 1 < scale < 1.05:  # rounded, it would be 1.0
        return _("about as large as the photo")
    if scale > 1:
        return _("enlarges %(scale).1f ×") % {"scale": scale}
    return _("shrinks to %(percent)d %%") % {"percent": round(100 * scale)}


def _scale(photo: Photo, quality: str) -> float | None:
    """Return the size of a result as a multiple of the photo's; None for the original size, or an unknown one."""
    long_side = LONG_SIDE[quality]
    return long_side / max(photo.width, photo.height) if long_side and photo.width and photo.height else None


def _effect_on_several(photos: Sequence[Photo], quality: str) -> str:
    effects = {_effect(photo, quality) for photo in photos}
    if len(effects) == 1:
        return effects.pop()
    if LONG_SIDE[quality] is None:
        return _("that of each photo")
    scales = [scale for photo in photos if (scale := _scale(photo, quality))]
    least, most = min(scales), max(scales)
    if least >= 1.05:  # rounded, a smaller one would be 1.0
        return _("enlarges %(scales)s ×") % {"scales": _span(f"{least:.1f}", f"{most:.1f}")}
    if least >= 1:
        return _("enlarges up to %(most).1f ×") % {"most": most}
    if most <= 1:
        return _("shrinks to %(percents)s %%") % {"percents": _span(f"{100 * least:.0f}", f"{100 * most:.0f}")}
    values = {"larger": sum(scale > 1 for scale in scales), "smaller": sum(scale < 1 for scale in scales)}
    return _("enlarges %(larger)s, shrinks %(smaller)s") % values


def _span(least: str, most: str) -> str:
    """Return two rounded numbers as a span, or one if they are equal."""
    return least if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}
