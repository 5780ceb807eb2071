"""Recoloring one photo: its garments as rows, a color for each, and off it goes; the page stays where it is."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...ids import row_id
from ...models import Photo, RecolorTask
from ..live import poll_query
from ..requests import StudioRequest, error_messages
from .forms import RecolorForm, color_rows

EXTRA_ROWS = 1
IN_STRIP = 12


@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: StudioRequest, pk: int) -> HttpResponse:
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if request.method == "POST":
        return _submit(request, photo)
    again = _again(request)
    changes = _requested_changes(again) if again else []
    if _is_poll(request):
        # What was typed while the garments were being found comes along with the poll.
        changes = changes or _typed(request)
    return _page(request, photo, changes, again)


def _is_poll(request: StudioRequest) -> bool:
    return bool(request.htmx) and request.htmx.target == "garments"


def _submit(request: StudioRequest, photo: Photo) -> HttpResponse:
    changes = color_rows(request.POST)
    form = RecolorForm(request.POST)
    try:
        task = _create_task(request, photo, changes, form)
    except ValidationError as error:
        problems = error_messages(error)
        if request.htmx:
            return render(request, "recolor/photos/studio.html#problems", {"problems": problems}, status=422)
        return _page(request, photo, changes, None, problems, status=422)
    if not request.htmx:
        return redirect("result", task.pk)
    task = selectors.tasks(request.workspace).get(pk=task.pk)
    shown = selectors.tasks(request.workspace, photo=photo.pk)[:IN_STRIP]
    next_poll = "" if photo.in_progress else poll_query(shown)
    return render(request, "recolor/photos/studio.html#submitted", {"task": task, "next_poll": next_poll})


def _create_task(request: StudioRequest, photo: Photo, changes: list[dict[str, str]], form: RecolorForm) -> RecolorTask:
    if not changes:
        raise ValidationError(_("Give at least one garment a color."))
    if unnamed := [change["color"] for change in changes if not change["target"]]:
        raise ValidationError(
            _("Which garment shall become “%(color)s”? Type its name, such as “blouse”.") % {"color": unnamed[0]}
        )
    if not form.is_valid():
        raise ValidationError(_("Choose one of the sizes and formats offered."))
    keep = not form.cleaned_data["recolor_details"]
    is_pose = photo.kind == Photo.Kind.POSE
    return services.task_create(
        request.workspace,
        changes=[{**change, "protect_details": keep} for change in changes],
        quality=form.cleaned_data["image_quality"],
        output_format=form.cleaned_data["output_format"] or RecolorTask.Format.JPEG,
        sharpen=form.cleaned_data["sharpen"],
        pose=photo if is_pose else None,
        model=None if is_pose else photo,
        created_by=request.user,
    )


def _page(
    request: StudioRequest,
    photo: Photo,
    changes: list[dict[str, str]],
    again: RecolorTask | None,
    problems: list[str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "photo": photo,
        "rows": _rows(photo, changes),
        "problems": problems or [],
        "qualities": RecolorTask.Quality.choices,
        "formats": RecolorTask.Format.choices,
        **_choices(request, again),
    }
    poll = _is_poll(request)
    if not (poll and photo.in_progress):
        context["tasks"] = list(selectors.tasks(request.workspace, photo=photo.pk)[:IN_STRIP])
    # One poll at a time: the garments' first, then that of the results.
    context["next_poll"] = "" if photo.in_progress else poll_query(context["tasks"])
    if poll:
        return render(request, "recolor/photos/studio.html#garments", context | {"poll": True}, status=status)
    context |= {
        "models": selectors.photos(request.workspace, kind=Photo.Kind.MODEL).exclude(pk=photo.pk)[:200],
        "kinds": Photo.Kind.choices,
        "swatches": request.workspace.swatches.all(),
        "recent": selectors.recent_colors(request.workspace),
    }
    return render(request, "recolor/photos/studio.html", context, status=status)


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


def _rows(photo: Photo, changes: list[dict[str, str]]) -> list[dict]:
    """A row for each garment with the color wished so far, then the other targets, then a free one."""
    left = {change["target"].casefold(): change for change in changes}
    rows: list[dict] = []
    for garment in photo.garments.all():
        change = left.pop(garment.name.casefold(), None)
        rows.append({"garment": garment, "target": garment.name, "color": change["color"] if change else ""})
    rows += [{"garment": None, **change} for change in left.values()]
    # Where no garment is known by itself, there is room for two at once.
    rows += [{"garment": None, "target": "", "color": ""}] * (EXTRA_ROWS if rows else EXTRA_ROWS + 1)
    return rows


def _again(request: StudioRequest) -> RecolorTask | None:
    """`?again=ID`: an earlier task, to start from."""
    pk = row_id(request.GET.get("again", ""))
    return selectors.tasks(request.workspace).filter(pk=pk).first() if pk is not None else None


def _requested_changes(task: RecolorTask) -> list[dict[str, str]]:
    return [{"target": change.target, "color": change.color} for change in task.color_changes.all()]


def _typed(request: StudioRequest) -> list[dict[str, str]]:
    return [change for change in color_rows(request.GET) if change["target"]]
