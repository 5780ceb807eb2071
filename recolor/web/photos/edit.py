"""Changing a photo's name, kind and model."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ... import selectors, services
from ...ids import row_id
from ...models import Photo
from ..problems import Problem, add_problem
from ..requests import StudioRequest, next_url


@require_POST
def edit(request: StudioRequest, pk: int) -> HttpResponse:
    """Change the name; the studio's form also sends the kind and the model."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    model = photo.model if "model" not in request.POST else None
    if (number := row_id(request.POST.get("model", ""))) is not None:
        model = get_object_or_404(selectors.photos(request.workspace, kind=Photo.Kind.MODEL), pk=number)
    kind = request.POST.get("kind", "")
    try:
        services.photo_update(
            photo,
            name=request.POST.get("name", ""),
            kind=kind if kind in Photo.Kind.values else "",
            model=model,
        )
    except ValidationError as error:
        place = "photo-edit" if kind else f"rename-{photo.pk}"  # of the studio's form, or of the photo's card
        add_problem(request, Problem.of(place, error, entered=request.POST.get("name", "").strip()))
    else:
        messages.success(request, _("Saved “%(name)s”.") % {"name": photo.name})
    return redirect(next_url(request, "photos"))
