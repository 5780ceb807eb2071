"""Photos: the library, and taking files in."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from .. import selectors, services
from ..exceptions import Conflict, TwinExists
from ..forms import LibraryForm, UploadForm
from ..ids import row_id
from ..models import BaseImage
from ..searching import matching_images
from .http import StudioRequest, back_to, sentences
from .live import watching
from .wanted import wanted_of

PAGE_SIZE = 24


@require_http_methods(["GET", "HEAD", "POST"])
def photos(request: StudioRequest) -> HttpResponse:
    if request.method == "POST":
        return _upload(request)
    wanted = wanted_of(request.GET, LibraryForm)
    paginator = Paginator(matching_images(selectors.base_images(request.workspace), wanted), PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "page": page,
        "pages": paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1),
        "wanted": wanted,
        "filtered": any(wanted.values()),
        "form": LibraryForm(),
        "watch": watching(images=page),
    }
    return render(request, "recolor/photos.html", context)


def _upload(request: StudioRequest) -> HttpResponse:
    """Several files from the plain form, or one from a script, which wants its card or its errors back."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        problems = [str(problem) for errors in form.errors.values() for problem in errors]
        return _refused(request, problems)
    kind = form.cleaned_data["kind"] or BaseImage.Kind.MODEL
    images, problems, twins = [], [], []
    for upload in form.cleaned_data["image"]:
        again = form.cleaned_data["again"]
        try:
            images.append(services.base_image_create(request.workspace, upload=upload, kind=kind, twins=again))
        except TwinExists as error:
            said = {"file": upload.name, "name": error.twin.name}
            twins.append(_("%(file)s is in the library already, as “%(name)s”.") % said)
        except ValidationError as error:
            problems += sentences(error)
    if request.htmx and twins:
        return _refused(request, twins, status=409)
    return _taken_in(request, images, [*problems, *twins])


def _taken_in(request: StudioRequest, images: list[BaseImage], problems: list[str]) -> HttpResponse:
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


@require_POST
def edit(request: StudioRequest, pk: int) -> HttpResponse:
    """Another name; from the studio also another kind or model."""
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    model = image.model if "model" not in request.POST else None
    if (number := row_id(request.POST.get("model", ""))) is not None:
        model = get_object_or_404(selectors.base_images(request.workspace, kind=BaseImage.Kind.MODEL), pk=number)
    kind = request.POST.get("kind", "")
    try:
        services.base_image_update(
            image,
            name=request.POST.get("name", ""),
            kind=kind if kind in BaseImage.Kind.values else "",
            model=model,
        )
    except ValidationError as error:
        for problem in sentences(error):
            messages.error(request, problem)
    else:
        messages.success(request, _("Saved “%(name)s”.") % {"name": image.name})
    return redirect(back_to(request, "photos"))


def _refused(request: StudioRequest, problems: list[str], status: int = 422) -> HttpResponse:
    if request.htmx:
        return HttpResponse("\n".join(problems), content_type="text/plain; charset=utf-8", status=status)
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
        text = ngettext("Deleted “%(name)s” and %(count)s result.", "Deleted “%(name)s” and %(count)s results.", count)
        said = text if count else _("Deleted “%(name)s”.")
        messages.success(request, said % {"name": image.name, "count": count})
        return redirect("photos")
    tasks = selectors.tasks_and_trash(request.workspace, photo=pk)
    return render(request, "recolor/photo_delete.html", {"image": image, "tasks": tasks[:12], "count": tasks.count()})


@require_POST
def find_again(request: StudioRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    services.base_image_find_again(image)
    return redirect("photo", pk)
