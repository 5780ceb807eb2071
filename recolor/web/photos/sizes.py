"""The sizes of a result that the studio offers for a photo."""

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


def default_size(photo: Photo, preferred: str) -> str:
    """Return the workspace's preferred size, or the smallest one if the photo's engine does not offer it."""
    return preferred if preferred in {size.value for size in sizes(photo)} else RecolorTask.Quality.TWO_K


def _effect(photo: Photo, quality: str) -> str:
    if not photo.width or not photo.height:
        return ""
    long_side = LONG_SIDE[quality]
    if long_side is None:
        return f"{photo.width} × {photo.height} px"
    scale = long_side / max(photo.width, photo.height)
    if abs(scale - 1) < 0.01:
        return _("as large as the photo")
    if 1 < scale < 1.05:  # rounded, it would be 1.0
        return _("about as large as the photo")
    if scale > 1:
        return _("enlarges %(scale).1f ×") % {"scale": scale}
    return _("shrinks to %(percent)d %%") % {"percent": round(100 * scale)}
