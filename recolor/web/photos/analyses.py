"""Refusing clicks and previews while a photo has no analysis that can answer them."""

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ... import services
from ...models import Photo
from ..responses import refuse


def refuse_without_analysis(photo: Photo) -> HttpResponse | None:
    """Return the reason why the photo's analysis cannot be used, and have an outdated one made again; else None."""
    if not photo.analysis:
        return refuse(_("The garments of this photo are still being found; try again in a moment."), 409)
    if not photo.analysis_outdated:
        return None
    if photo.error_message:  # the analysis was tried again and failed
        return refuse(photo.error_message, 409)
    if not photo.in_progress:
        services.photo_refresh(photo)
    return refuse(_("The photo is analyzed again after an update; try again in a moment."), 409)
