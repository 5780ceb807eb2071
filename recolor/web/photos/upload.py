"""Uploading photos, several with the plain form or one at a time from the page's script."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from ... import services
from ...exceptions import DuplicatePhoto
from ...models import Photo
from ..live import poll_query
from ..requests import StudioRequest, error_messages
from .forms import UploadForm


def upload_photos(request: StudioRequest) -> HttpResponse:
    """Several files from the plain form, or one from a script, which wants its card or its errors back."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        problems = [str(problem) for errors in form.errors.values() for problem in errors]
        return _refused(request, problems)
    kind = form.cleaned_data["kind"] or Photo.Kind.MODEL
    photos, problems, duplicates = [], [], []
    for upload in form.cleaned_data["image"]:
        again = form.cleaned_data["again"]
        try:
            photos.append(services.photo_create(request.workspace, upload=upload, kind=kind, allow_duplicate=again))
        except DuplicatePhoto as error:
            said = {"file": upload.name, "name": error.original.name}
            duplicates.append(_("%(file)s is in the library already, as “%(name)s”.") % said)
        except ValidationError as error:
            problems += error_messages(error)
    if request.htmx and duplicates:
        return _refused(request, duplicates, status=409)
    return _uploaded(request, photos, [*problems, *duplicates])


def _uploaded(request: StudioRequest, photos: list[Photo], problems: list[str]) -> HttpResponse:
    if request.htmx and problems:
        return _refused(request, problems)
    if request.htmx:
        context = {"photos": photos, "next_poll": poll_query(photos=photos)}
        return render(request, "recolor/photos/library.html#uploaded", context)
    for problem in problems:
        messages.error(request, problem)
    if len(photos) == 1 and not problems:
        return redirect("photo", photos[0].pk)
    return redirect("photos")


def _refused(request: StudioRequest, problems: list[str], status: int = 422) -> HttpResponse:
    if request.htmx:
        return HttpResponse("\n".join(problems), content_type="text/plain; charset=utf-8", status=status)
    for problem in problems:
        messages.error(request, problem)
    return redirect("photos")
