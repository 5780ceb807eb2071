"""Adding a photo of the hosted service to the library."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ...hosted import hosted_photo_add
from ..decorators import hosted_only
from ..problems import Problem, add_problem
from ..requests import StudioRequest
from .forms import HostedPhotoForm


@require_POST
@hosted_only
def photo_add(request: StudioRequest) -> HttpResponse:
    """Add the photo with the given id, and open its studio."""
    form = HostedPhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        add_problem(request, Problem.of("hosted-photo", ValidationError(form.errors.as_data())))
        return redirect("photos")
    fields = form.cleaned_data
    try:
        photo = hosted_photo_add(
            request.workspace,
            kind=fields["kind"],
            hosted_id=fields["hosted_id"],
            name=fields["name"],
            upload=fields["image"],
        )
    except ValidationError as error:
        add_problem(request, Problem.of("hosted-photo", error))
        return redirect("photos")
    return redirect("photo", photo.pk)
