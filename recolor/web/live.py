"""One polling request a page: it names what the page shows as moving, and gets back what has changed.

Every moving card carries a hidden field with its mark, and the poll sends the fields that the page has at that moment:
an answer that is lost, or overtaken by another change of the page, is simply asked for again.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import selectors
from ..ids import row_id
from ..models import Photo, RecolorTask
from .filters import filtered_tasks
from .requests import StudioRequest

MOST = 200
FASTEST, SLOWEST = 1500, 6000  # milliseconds between two polls
MOST_POLLS = 1000  # counted: the pause has long stopped growing


def mark(job: RecolorTask | Photo) -> str:
    """What the page knows of a row; another mark means that its card must be drawn anew."""
    return f"{job.pk}.{job.status}.{job.progress}"


def poll_query(
    tasks: Iterable[RecolorTask] = (),
    photos: Iterable[Photo] = (),
    newest: tuple[int, str] | None = None,
    polls: int = 0,
) -> str:
    """The query of the next poll beside the cards' own marks; empty when nothing moves.

    newest: for a page that shows the newest results, the id of the first, and the filters it is shown with.
    polls: how often it has been asked: the more often, the longer until it is asked again.
    """
    if not any(job.in_progress for job in (*tasks, *photos)):
        return ""
    address = {"newest": newest[0], "filters": newest[1]} if newest else {}
    return urlencode({**address, "polls": polls})


@require_safe
def live(request: StudioRequest) -> HttpResponse:
    """The cards that have changed, swapped in where they stand, and the next poll or its end."""
    known_tasks, known_images = _known(request, "task"), _known(request, "photo")
    tasks = list(selectors.tasks(request.workspace).filter(pk__in=known_tasks)) if known_tasks else []
    photos = list(selectors.photos(request.workspace).filter(pk__in=known_images)) if known_images else []
    added, newest = _added(request)
    polls = min((row_id(request.GET.get("polls", "")) or 0) + 1, MOST_POLLS)
    context = {
        "tasks": [task for task in tasks if mark(task) != known_tasks[task.pk]],
        "added": added,
        "photos": [photo for photo in photos if mark(photo) != known_images[photo.pk]],
        "gone_tasks": known_tasks.keys() - {task.pk for task in tasks},
        "gone_photos": known_images.keys() - {photo.pk for photo in photos},
        "next_poll": poll_query([*added, *tasks], photos, newest, polls),
        "pause": min(SLOWEST, FASTEST + 50 * polls),
    }
    return render(request, "recolor/shared/_live.html", context)


def _added(request: StudioRequest) -> tuple[list[RecolorTask], tuple[int, str] | None]:
    """The results that came since the page was drawn and belong on it, the newest first."""
    newest, filters = row_id(request.GET.get("newest", "")), request.GET.get("filters", "")
    if newest is None:
        return [], None
    added = list(filtered_tasks(request.workspace, QueryDict(filters)).filter(pk__gt=newest)[:MOST])
    return added, (max([newest, *(task.pk for task in added)]), filters)


def _known(request: StudioRequest, name: str) -> dict[int, str]:
    known = {}
    for text in request.GET.getlist(name)[:MOST]:
        pk = row_id(text.partition(".")[0])
        if pk is not None:
            known[pk] = text
    return known
