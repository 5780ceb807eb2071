"""Uploading photos: several with the plain form, or one at a time from the page's script."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from ... import services
from ...exceptions import DuplicatePhoto, StorageError
from ...models import Photo
from ..live import poll_query
from ..problems import Problem, add_problem
from ..requests import StudioRequest
from ..responses import refuse
from .forms import UploadForm
from .listing import photos_page


def upload_photos(request: StudioRequest) -> HttpResponse:
    """Add the uploaded photos. A script gets the new card or the problems back; the plain form gets a redirect."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        problems = [str(problem) for errors in form.errors.values() for problem in errors]
        return _refuse(request, problems)
    kind = form.cleaned_data["kind"] or Photo.Kind.MODEL
    allow_duplicate = form.cleaned_data["allow_duplicate"]
    photos, problems, duplicates = [], [], []
    for upload in form.cleaned_data["image"]:
        try:
            photo = services.photo_create(
                request.workspace, upload=upload, kind=kind, allow_duplicate=allow_duplicate, join_model=True
            )
        except DuplicatePhoto as error:
            names = {"file": upload.name, "name": error.original.name}
            duplicates.append(_("%(file)s is in the library already, as “%(name)s”.") % names)
        except ValidationError as error:
            problems += error.messages
        except StorageError as error:
            if request.htmx:  # it sends one file at a time; the answer 503 tells it that the file may be sent again
                raise
            problems.append(f"{upload.name}: {error}")
        else:
            photos.append(photo)
    if request.htmx and duplicates:
        return _refuse(request, duplicates, status=409)
    return _respond(request, photos, [*problems, *duplicates])


def _respond(request: StudioRequest, photos: list[Photo], problems: list[str]) -> HttpResponse:
    if request.htmx and problems:
        return _refuse(request, problems)
    if request.htmx:
        context = {"photos": photos, "next_poll": poll_query(photos=photos), **_listed(request)}
        return render(request, "recolor/photos/library.html#uploaded", context)
    if problems:
        _add_problems(request, problems)
    if len(photos) == 1 and not problems:
        return redirect("photo", photos[0].pk)
    return redirect("photos")


def _listed(request: StudioRequest) -> dict[str, Any]:
    """Return what the library lists now, for the number of photos; nothing if another page is open."""
    page = urlsplit(request.htmx.current_url or "")
    return photos_page(request.workspace, QueryDict(page.query)) if page.path == reverse("photos") else {}


def _refuse(request: StudioRequest, problems: list[str], status: int = 422) -> HttpResponse:
    if request.htmx:
        return refuse("\n".join(problems), status)
    _add_problems(request, problems)
    return redirect("photos")


def _add_problems(request: StudioRequest, problems: list[str]) -> None:
    add_problem(request, Problem("upload", " ".join(problems), "image"))
