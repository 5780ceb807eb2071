"""Photos: the library, and taking files in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from .. import selectors, services
from ..exceptions import Conflict
from ..forms import UploadForm
from ..models import BaseImage
from .http import StudioRequest, sentences
from .live import watching

PAGE_SIZE = 24


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: StudioRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request)
    page = Paginator(selectors.base_images(request.workspace), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"page": page, "watch": watching(images=page), "kinds": BaseImage.Kind}
    return render(request, "recolor/photos.html", context)


def _upload(request: StudioRequest) -> HttpResponse:
    """Several files from the plain form, or one from a script, which wants its card or its errors back."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        problems = [str(problem) for errors in form.errors.values() for problem in errors]
        return _refused(request, problems)
    kind = form.cleaned_data["kind"] or BaseImage.Kind.MODEL
    images, problems = [], []
    for upload in form.cleaned_data["image"]:
        try:
            images.append(services.base_image_create(request.workspace, upload=upload, kind=kind))
        except ValidationError as error:
            problems += sentences(error)
    if request.htmx and problems:
        return _refused(request, problems)
    if request.htmx:
        context = {"images": images, "watch": watching(images=images)}
        return render(request, "recolor/photos.html#uploaded", context)
    for problem in problems:
        messages.error(request, problem)
    if len(images) == 1 and not problems:
        return redirect("photo", images[0].pk)
    return redirect("photos")


def _refused(request: StudioRequest, problems: list[str]) -> HttpResponse:
    if request.htmx:
        return HttpResponse("\n".join(problems), content_type="text/plain; charset=utf-8", status=422)
    for problem in problems:
        messages.error(request, problem)
    return redirect("photos")


@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: StudioRequest, pk: int) -> HttpResponse:
    """Asks first, since the photo's results go along; then deletes."""
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    if request.method == "POST":
        try:
            count = services.base_image_delete(image, cascade="cascade" in request.POST)
        except Conflict as conflict:
            messages.error(request, str(conflict))
            return redirect("photo_delete", pk)
        along = f" and {count} result{'' if count == 1 else 's'}" if count else ""
        messages.success(request, f"Deleted “{image.name}”{along}.")
        return redirect("photos")
    tasks = selectors.tasks(request.workspace, photo=pk)
    return render(request, "recolor/photo_delete.html", {"image": image, "tasks": tasks[:12], "count": tasks.count()})


@require_POST
def find_again(request: StudioRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    services.base_image_find_again(image)
    return redirect("photo", pk)
