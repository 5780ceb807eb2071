"""One polling request a page: it names what the page shows as moving, and gets back what has changed."""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import selectors
from ..models import BaseImage, RecolorTask
from .http import StudioRequest

MOST = 200


def mark(job: RecolorTask | BaseImage) -> str:
    """What the page knows of a row; another mark means that its card must be drawn anew."""
    return f"{job.pk}.{job.status}.{job.progress}"


def watching(tasks: Iterable[RecolorTask] = (), images: Iterable[BaseImage] = ()) -> str:
    """The query of the next poll, empty when nothing moves."""
    moving = [("task", mark(task)) for task in tasks if task.moving]
    moving += [("photo", mark(image)) for image in images if image.moving]
    return urlencode(moving)


@require_safe
def live(request: StudioRequest) -> HttpResponse:
    """The cards that have changed, swapped in where they stand, and the next poll or its end."""
    known_tasks, known_images = _known(request, "task"), _known(request, "photo")
    tasks = list(selectors.tasks(request.workspace).filter(pk__in=known_tasks)) if known_tasks else []
    images = list(selectors.base_images(request.workspace).filter(pk__in=known_images)) if known_images else []
    context = {
        "tasks": [task for task in tasks if mark(task) != known_tasks[task.pk]],
        "images": [image for image in images if mark(image) != known_images[image.pk]],
        "gone_tasks": known_tasks.keys() - {task.pk for task in tasks},
        "gone_images": known_images.keys() - {image.pk for image in images},
        "watch": watching(tasks, images),
    }
    return render(request, "recolor/_live.html", context)


def _known(request: StudioRequest, name: str) -> dict[int, str]:
    known = {}
    for text in request.GET.getlist(name)[:MOST]:
        pk = text.partition(".")[0]
        if pk.isdecimal() and len(pk) <= 18:
            known[int(pk)] = text
    return known
