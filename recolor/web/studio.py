"""Recolouring one photo: its garments as rows, a colour for each, and off it goes."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from .. import selectors, services
from ..forms import RecolorForm, color_rows
from ..models import BaseImage, RecolorTask
from .http import StudioRequest, sentences

EXTRA_ROWS = 1


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: StudioRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    if request.method == "POST":
        return _submit(request, image)
    wishes, quality = _again(request)
    if request.htmx:
        # What was typed while the garments were being found comes along with the poll.
        wishes = wishes or _typed(request)
    return _page(request, image, wishes, quality)


def _submit(request: StudioRequest, image: BaseImage) -> HttpResponse:
    wishes = color_rows(request.POST)
    form = RecolorForm(request.POST)
    try:
        if not wishes:
            raise ValidationError("Give at least one garment a colour.")
        if unnamed := [wish["color"] for wish in wishes if not wish["target"]]:
            raise ValidationError(f"Which garment shall become “{unnamed[0]}”? Type its name, such as “blouse”.")
        if not form.is_valid():
            raise ValidationError("Choose one of the sizes and formats offered.")
        field = "pose" if image.kind == BaseImage.Kind.POSE else "model"
        keep = not form.cleaned_data["recolor_details"]
        task = services.task_create(
            request.workspace,
            changes=[{**wish, "protect_details": keep} for wish in wishes],
            quality=form.cleaned_data["image_quality"],
            output_format=form.cleaned_data["output_format"] or RecolorTask.Format.JPEG,
            sharpen=form.cleaned_data["sharpen"],
            pose=image if field == "pose" else None,
            model=image if field == "model" else None,
        )
    except ValidationError as error:
        return _page(request, image, wishes, request.POST.get("image_quality", ""), sentences(error), status=422)
    return redirect("task", task.pk)


def _page(
    request: StudioRequest,
    image: BaseImage,
    wishes: list[dict[str, str]],
    quality: str,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "image": image,
        "rows": _rows(image, wishes),
        "problems": problems or [],
        "qualities": RecolorTask.Quality.choices,
        "quality": quality or RecolorTask.Quality.TWO_K,
        "formats": RecolorTask.Format.choices,
        "format": request.POST.get("output_format") or RecolorTask.Format.JPEG,
        "recent": selectors.tasks(request.workspace, photo=image.pk)[:6],
    }
    template = "recolor/photo.html#garments" if request.htmx else "recolor/photo.html"
    return render(request, template, context, status=status)


def _rows(image: BaseImage, wishes: list[dict[str, str]]) -> list[dict]:
    """A row for each garment with the colour wished so far, then the other targets, then a free one."""
    left = {wish["target"].casefold(): wish for wish in wishes}
    rows: list[dict] = []
    for garment in image.garments.all():
        wish = left.pop(garment.name.casefold(), None)
        rows.append({"garment": garment, "target": garment.name, "color": wish["color"] if wish else ""})
    rows += [{"garment": None, **wish} for wish in left.values()]
    # Where no garment is known by itself, there is room for two at once.
    rows += [{"garment": None, "target": "", "color": ""}] * (EXTRA_ROWS if rows else EXTRA_ROWS + 1)
    return rows


def _again(request: StudioRequest) -> tuple[list[dict[str, str]], str]:
    """`?again=ID`: the wishes of an earlier task, to start from."""
    number = request.GET.get("again", "")
    if not number.isdecimal() or len(number) > 18:
        return [], ""
    task = selectors.tasks(request.workspace).filter(pk=int(number)).first()
    if task is None:
        return [], ""
    return [{"target": change.target, "color": change.color} for change in task.color_changes.all()], task.image_quality


def _typed(request: StudioRequest) -> list[dict[str, str]]:
    return [wish for wish in color_rows(request.GET) if wish["target"]]
