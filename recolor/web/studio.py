"""Recolouring one photo: its garments as rows, a colour for each, and off it goes; the page stays where it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from .. import selectors, services
from ..forms import RecolorForm, color_rows
from ..ids import row_id
from ..models import BaseImage, RecolorTask
from .http import StudioRequest, sentences
from .live import watching

EXTRA_ROWS = 1
IN_STRIP = 12


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request: StudioRequest, pk: int) -> HttpResponse:
    image = get_object_or_404(selectors.base_images(request.workspace), pk=pk)
    if request.method == "POST":
        return _submit(request, image)
    again = _again(request)
    wishes = _wishes_of(again) if again else []
    if _is_poll(request):
        # What was typed while the garments were being found comes along with the poll.
        wishes = wishes or _typed(request)
    return _page(request, image, wishes, again)


def _is_poll(request: StudioRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == "garments"


def _submit(request: StudioRequest, image: BaseImage) -> HttpResponse:
    wishes = color_rows(request.POST)
    form = RecolorForm(request.POST)
    try:
        task = _asked_for(request, image, wishes, form)
    except ValidationError as error:
        problems = sentences(error)
        if request.htmx:
            return render(request, "recolor/photo.html#problems", {"problems": problems}, status=422)
        return _page(request, image, wishes, None, problems, status=422)
    if not request.htmx:
        return redirect("task", task.pk)
    task = selectors.tasks(request.workspace).get(pk=task.pk)
    shown = selectors.tasks(request.workspace, photo=image.pk)[:IN_STRIP]
    watch = "" if image.moving else watching(shown)
    return render(request, "recolor/photo.html#submitted", {"task": task, "watch": watch})


def _asked_for(
    request: StudioRequest, image: BaseImage, wishes: list[dict[str, str]], form: RecolorForm
) -> RecolorTask:
    if not wishes:
        raise ValidationError(_("Give at least one garment a colour."))
    if unnamed := [wish["color"] for wish in wishes if not wish["target"]]:
        raise ValidationError(
            _("Which garment shall become “%(color)s”? Type its name, such as “blouse”.") % {"color": unnamed[0]}
        )
    if not form.is_valid():
        raise ValidationError(_("Choose one of the sizes and formats offered."))
    keep = not form.cleaned_data["recolor_details"]
    is_pose = image.kind == BaseImage.Kind.POSE
    return services.task_create(
        request.workspace,
        changes=[{**wish, "protect_details": keep} for wish in wishes],
        quality=form.cleaned_data["image_quality"],
        output_format=form.cleaned_data["output_format"] or RecolorTask.Format.JPEG,
        sharpen=form.cleaned_data["sharpen"],
        pose=image if is_pose else None,
        model=None if is_pose else image,
        created_by=request.user,
    )


def _page(
    request: StudioRequest,
    image: BaseImage,
    wishes: list[dict[str, str]],
    again: RecolorTask | None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "image": image,
        "rows": _rows(image, wishes),
        "problems": problems or [],
        "qualities": RecolorTask.Quality.choices,
        "formats": RecolorTask.Format.choices,
        **_choices(request, again),
    }
    poll = _is_poll(request)
    if not (poll and image.moving):
        context["tasks"] = list(selectors.tasks(request.workspace, photo=image.pk)[:IN_STRIP])
    # One poll at a time: the garments' first, then that of the results.
    context["watch"] = "" if image.moving else watching(context["tasks"])
    if poll:
        return render(request, "recolor/photo.html#garments", context | {"poll": True}, status=status)
    context |= {
        "models": selectors.base_images(request.workspace, kind=BaseImage.Kind.MODEL).exclude(pk=image.pk)[:200],
        "kinds": BaseImage.Kind.choices,
        "swatches": request.workspace.swatches.all(),
        "recent": selectors.recent_colors(request.workspace),
    }
    return render(request, "recolor/photo.html", context, status=status)


def _choices(request: StudioRequest, again: RecolorTask | None) -> dict[str, Any]:
    """What is ticked and chosen: as posted, else as in the task that is made again, else as the workspace prefers."""
    if request.method == "POST":
        return {
            "quality": request.POST.get("image_quality"),
            "format": request.POST.get("output_format"),
            "sharpen": "sharpen" in request.POST,
            "recolor_details": "recolor_details" in request.POST,
        }
    preferred = request.workspace
    return {
        "quality": again.image_quality if again else preferred.default_quality,
        "format": again.output_format if again else preferred.default_format,
        "sharpen": again.sharpen if again else False,
        "recolor_details": any(not change.protect_details for change in again.color_changes.all()) if again else False,
    }


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


def _again(request: StudioRequest) -> RecolorTask | None:
    """`?again=ID`: an earlier task, to start from."""
    pk = row_id(request.GET.get("again", ""))
    return selectors.tasks(request.workspace).filter(pk=pk).first() if pk is not None else None


def _wishes_of(task: RecolorTask) -> list[dict[str, str]]:
    return [{"target": change.target, "color": change.color} for change in task.color_changes.all()]


def _typed(request: StudioRequest) -> list[dict[str, str]]:
    return [wish for wish in color_rows(request.GET) if wish["target"]]
