"""Adding a photo of the hosted service to the library."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect

from ...hosted import hosted_photo_add
from ...models import Photo, Workspace
from ..decorators import hosted_only
from ..problems import Problem
from ..requests import StudioRequest
from .forms import HostedPhotoForm
from .listing import render_library


@hosted_only
def add_hosted_photo(request: StudioRequest) -> HttpResponse:
    """Add the photo with the given id, and open its studio; show the library with what is wrong, if it is refused."""
    form = HostedPhotoForm(request.POST, request.FILES)
    try:
        photo = _add(request.workspace, form)
    except ValidationError as error:
        return render_library(request, status=422, problem=Problem.of("hosted-photo", error), typed=request.POST)
    return redirect("photo", photo.pk)


def _add(workspace: Workspace, form: HostedPhotoForm) -> Photo:
    if not form.is_valid():
        raise ValidationError(form.errors.as_data())
    fields = form.cleaned_data
    return hosted_photo_add(
        workspace,
        kind=fields["kind"],
        hosted_id=fields["hosted_id"],
        name=fields["name"],
        upload=fields["image"],
    )
