"""The settings page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from ..requests import StudioRequest
from .render import render_settings


@require_safe
def settings_page(request: StudioRequest) -> HttpResponse:
    return render_settings(request)
