"""Adding a photo of the hosted service by its id."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from ...hosted import hosted_photo_add
from ..hosted_only import hosted_only
from ..requests import StudioRequest, error_messages
from .forms import HostedPhotoForm


@require_POST
@hosted_only
def photo_add(request: StudioRequest) -> HttpResponse:
    form = HostedPhotoForm(request.POST, request.FILES)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
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
        for problem in error_messages(error):
            messages.error(request, problem)
        return redirect("photos")
    return redirect("photo", photo.pk)
