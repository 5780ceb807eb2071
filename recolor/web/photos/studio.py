"""The studio: the page on which one photo is recolored. It stays open while results arrive."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from ... import selectors, services
from ...engines.targets import matching_garments
from ...exceptions import ChangeProblem
from ...ids import row_id
from ...models import Photo, RecolorTask
from ..lists import list_query
from ..live import poll_query
from ..problems import Problem
from ..requests import StudioRequest
from .forms import RecolorForm, filtered_photos
from .outlines import studio_context
from .palettes import palette_context
from .rows import MAX_LENGTH, Row, color_rows, form_rows
from .sizes import default_size, sizes
from .studio_parts import earlier_task, entered_changes, shown_tasks
from .typed import awaited, typed_with

MAX_MODELS = 200  # models that a pose can be assigned to on the page


@require_http_methods(["GET", "HEAD", "POST"])
def studio(request: StudioRequest, pk: int) -> HttpResponse:
    """Show the studio of a photo; create a task on POST."""
    photo = get_object_or_404(selectors.photos(request.workspace), pk=pk)
    if request.method == "POST":
        return _submit(request, photo)
    services.photo_refresh(photo)
    services.photo_request_layers(photo)
    task = earlier_task(request)
    return _page(request, photo, form_rows(photo, entered_changes(request, task)), task)


def _submit(request: StudioRequest, photo: Photo) -> HttpResponse:
    changes = color_rows(request.POST)
    try:
        wanted = _task_request(request, photo, changes, RecolorForm(request.POST))
        if "repeat" not in request.POST and (existing := services.task_existing(wanted)):
            return _say_that_it_exists(request, photo, changes, existing)
        task = services.task_create(request.workspace, created_by=request.user, **wanted)
    except ValidationError as error:
        return _refuse(request, photo, changes, error)
    if not request.htmx:
        return redirect("result", task.pk)
    task = selectors.tasks(request.workspace).get(pk=task.pk)
    # Also while the page polls for the garments, because the answers to that poll contain no results.
    next_poll = poll_query(shown_tasks(request, photo), in_strip=True)
    context = {"task": task, "next_poll": next_poll, "photo": photo, "typed": typed_with(request, photo, task)}
    if "problems_shown" in request.POST:  # they are removed; otherwise, the rows stay, and so does the focus
        context["rows"] = form_rows(photo, changes)
    return render(request, "recolor/photos/studio.html#submitted", context)


def _refuse(
    request: StudioRequest, photo: Photo, changes: list[dict[str, str]], error: ValidationError
) -> HttpResponse:
    """Show the form again, with what is wrong beside the fields that caused it."""
    errors = [each for errors in error.error_dict.values() for each in errors] if hasattr(error, "error_dict") else []
    rows = form_rows(photo, changes, [each for each in errors or error.error_list if isinstance(each, ChangeProblem)])
    texts = ValidationError([each for each in errors or error.error_list if not isinstance(each, ChangeProblem)])
    # Without a color, the first field for one is meant.
    problem = Problem("recolor", " ".join(texts.messages), "" if changes else "color") if texts.messages else None
    if request.htmx:
        context = {"rows": rows, "problem": problem, "photo": photo}
        return render(request, "recolor/photos/studio.html#refused", context, status=422)
    return _page(request, photo, rows, None, problem, status=422)


def _say_that_it_exists(
    request: StudioRequest, photo: Photo, changes: list[dict[str, str]], existing: RecolorTask
) -> HttpResponse:
    """Offer the result that a request asks for, which exists already, and to make it again."""
    rows = form_rows(photo, changes)
    if not request.htmx:
        return _page(request, photo, rows, None, existing=existing, status=422)
    context = {"existing": existing, "rows": rows if "problems_shown" in request.POST else None}
    return render(request, "recolor/photos/studio.html#exists", context, status=422)


def _task_request(
    request: StudioRequest, photo: Photo, changes: list[dict[str, str]], form: RecolorForm
) -> dict[str, Any]:
    """Return the fields of the `TaskRequest` that the form asks for. Raises ValidationError."""
    if not changes:
        raise ValidationError(_("Give at least one garment a color."))
    if len(changes) > services.MAX_CHANGES:
        text = _("A result takes at most %(limit)s colors; %(count)s are given. Clear some of them.")
        raise ValidationError(text % {"limit": services.MAX_CHANGES, "count": len(changes)})
    text = _("Which garment should become “%(color)s”? Type its name, such as “blouse”.")
    if without_target := [index for index, change in enumerate(changes) if not change["target"]]:
        raise ValidationError(
            [ChangeProblem(text % {"color": changes[index]["color"]}, index, "target") for index in without_target]
        )
    if not form.is_valid():
        raise ValidationError(_("Choose one of the offered sizes and formats."))
    protect_details = not form.cleaned_data["recolor_details"]
    replaced = _replaced_task(request, photo)
    if request.POST.get("replaces") and not replaced:
        raise ValidationError(_("The result to be replaced has been deleted. Open the photo again to make a new one."))
    earlier = replaced.color_changes.all() if replaced else []
    asked = {change.target.casefold(): change.asked for change in earlier}
    is_pose = photo.kind == Photo.Kind.POSE
    return {
        "changes": [
            {**change, "protect_details": protect_details, "asked": asked.get(change["target"].casefold(), "")}
            for change in changes
        ],
        "quality": form.cleaned_data["image_quality"],
        "output_format": form.cleaned_data["output_format"] or RecolorTask.Format.JPEG,
        "sharpen": form.cleaned_data["sharpen"],
        "refine_edges": form.cleaned_data["refine_edges"],
        "pose": photo if is_pose else None,
        "model": None if is_pose else photo,
        "replaces": replaced,
    }


def _page(
    request: StudioRequest,
    photo: Photo,
    rows: list[Row],
    task: RecolorTask | None,
    problem: Problem | None = None,
    existing: RecolorTask | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page.

    task: an earlier one, with whose changes and options the form starts. existing: one with the requested result.
    """
    if task:
        _focus_first_color(rows)
    tasks = shown_tasks(request, photo)
    garments = [row.garment for row in rows if row.garment]
    context: dict[str, Any] = {
        "photo": photo,
        "rows": rows,
        "existing": existing,
        "sizes": sizes(photo),
        "formats": RecolorTask.Format.choices,
        "awaits_layers": services.photo_awaits_layers(photo),
        **_selected_options(request, photo, task),
        "typed": awaited(photo, tasks),
        "tasks": tasks,
        "next_poll": poll_query(tasks, in_strip=True),
        "correct": _garment_to_correct(request, photo),
        **studio_context(request),
        "replaced": _replaced_task(request, photo),
        "neighbors": _neighbors(request, photo),
        "models": _model_choices(request, photo),
        "kinds": Photo.Kind.choices,
        **palette_context(request),
        "combinations": selectors.recent_combinations(request.workspace, garments),
    }
    if problem:
        context["problem"] = problem
    return render(request, "recolor/photos/studio.html", context, status=status)


def _neighbors(request: StudioRequest, photo: Photo) -> selectors.Neighbors:
    """Return the ids of the photos before and after a photo in the library, as the person has filtered it."""
    query = QueryDict(list_query(request, "photos"))
    return selectors.neighbors(filtered_photos(request.workspace, query), photo.pk)


def _model_choices(request: StudioRequest, photo: Photo) -> list[tuple[int, str]]:
    """Return the ids of the models that the photo can be a pose of, the newest and its own, with their labels."""
    models = selectors.photos(request.workspace, kind=Photo.Kind.MODEL).exclude(pk=photo.pk).values_list("pk", "name")
    found = dict(models[:MAX_MODELS])
    if photo.model_id and photo.model_id not in found:
        found |= dict(models.filter(pk=photo.model_id))
    return [(pk, _("Pose of %(name)s") % {"name": name}) for pk, name in found.items()]


def _selected_options(request: StudioRequest, photo: Photo, task: RecolorTask | None) -> dict[str, Any]:
    """Return the options as sent, else those of the earlier task, else the workspace's preferences."""
    sent = request.POST if request.method == "POST" else request.GET
    if "image_quality" in sent or request.method == "POST":
        return {
            "quality": sent.get("image_quality"),
            "format": sent.get("output_format"),
            "sharpen": "sharpen" in sent,
            "refine_edges": "refine_edges" in sent,
            "recolor_details": "recolor_details" in sent,
        }
    if task:
        return {
            "quality": default_size(photo, task.image_quality),
            "format": task.output_format,
            "sharpen": task.sharpen,
            "refine_edges": task.refine_edges,
            "recolor_details": any(not change.protect_details for change in task.color_changes.all()),
        }
    return {
        "quality": default_size(photo, request.workspace.default_quality),
        "format": request.workspace.default_format,
        "sharpen": False,
        "recolor_details": False,
    }


def _focus_first_color(rows: list[Row]) -> None:
    """Mark the first row with a color, which the person most likely wants to change."""
    for row in [row for row in rows if row.color][:1]:
        row.focus = True


def _replaced_task(request: StudioRequest, photo: Photo) -> RecolorTask | None:
    """Return the photo's task that the field `replaces` names; a new result becomes its next version."""
    data = request.POST if request.method == "POST" else request.GET
    pk = row_id(data.get("replaces", ""))
    return selectors.tasks(request.workspace, photo=photo.pk).filter(pk=pk).first() if pk is not None else None


def _garment_to_correct(request: StudioRequest, photo: Photo) -> str:
    """Return the garment that `?correct=NAME` means, for which the page opens the mask tools; empty for none.

    It is a garment of the photo if there is one of this name or meaning, else the name itself, to mark a new garment.
    """
    name = request.GET.get("correct", "").strip()[:MAX_LENGTH]
    garment = next(iter(matching_garments(name, list(photo.garments.all()))), None) if name else None
    return garment.name if garment else name
