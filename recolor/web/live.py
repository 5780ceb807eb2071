"""The polling endpoint: a page sends what it shows as in progress, and gets back the cards that changed.

Each card of an unfinished photo or task contains a hidden field with its state token, and every poll sends the tokens
that the page contains at that moment. A lost or outdated answer therefore does no harm: the next poll asks again.
"""

from collections.abc import Iterable
from urllib.parse import urlencode

from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from .. import selectors
from ..ids import row_id
from ..models import Photo, RecolorTask
from .requests import StudioRequest
from .results.filters import filtered_tasks

MAX_ROWS = 200  # photos or tasks in one poll
MIN_PAUSE_MS, MAX_PAUSE_MS = 1500, 6000  # between two polls of a page
PAUSE_STEP_MS = 50  # each poll makes the pause before the next one this much longer
MAX_POLL_COUNT = 1000  # the pause reaches its maximum long before


def state_token(job: RecolorTask | Photo) -> str:
    """Return a token of what a card shows of a row; if it differs from the page's, the card is outdated."""
    return f"{job.pk}.{job.status}.{job.progress}"


def poll_query(
    tasks: Iterable[RecolorTask] = (),
    photos: Iterable[Photo] = (),
    newest: tuple[int, str] | None = None,
    polls: int = 0,
    in_strip: bool = False,
) -> str:
    """Return the query of the page's next poll, without the cards' tokens; empty if nothing is in progress.

    newest: for a page that shows the newest results, the highest id on it and the query with its filters.
    polls: the number of polls so far; the pause before the next one grows with it. in_strip: see _card.html.
    """
    if not any(job.in_progress for job in (*tasks, *photos)):
        return ""
    query = {"newest": newest[0], "filters": newest[1]} if newest else {}
    strip = {"strip": 1} if in_strip else {}
    return urlencode({**query, **strip, "polls": polls})


@require_safe
def live(request: StudioRequest) -> HttpResponse:
    """Return the cards that changed, as out-of-band swaps, and the element that starts the next poll, if any."""
    shown_tasks, shown_photos = _state_tokens(request, "task"), _state_tokens(request, "photo")
    tasks = list(selectors.tasks(request.workspace).filter(pk__in=shown_tasks)) if shown_tasks else []
    photos = list(selectors.photos(request.workspace).filter(pk__in=shown_photos)) if shown_photos else []
    added, newest = _new_tasks(request)
    polls = min((row_id(request.GET.get("polls", "")) or 0) + 1, MAX_POLL_COUNT)
    changed = [task for task in tasks if state_token(task) != shown_tasks[task.pk]]
    changed_photos = [photo for photo in photos if state_token(photo) != shown_photos[photo.pk]]
    gone = shown_tasks.keys() - {task.pk for task in tasks}
    in_strip = "strip" in request.GET
    context = {
        "tasks": changed,
        "added": added,
        "photos": changed_photos,
        "unchecked": selectors.unchecked_outlines(request.workspace) if changed_photos else "",
        "incomplete": selectors.incomplete_photos(request.workspace) if changed_photos else "",
        "gone_tasks": gone,
        "gone_photos": shown_photos.keys() - {photo.pk for photo in photos},
        "in_strip": in_strip,
        "next_poll": poll_query([*added, *tasks], photos, newest, polls, in_strip),
        "changed": bool(changed or added or gone),
        "pause": min(MAX_PAUSE_MS, MIN_PAUSE_MS + PAUSE_STEP_MS * polls),
    }
    return render(request, "recolor/shared/_live.html", context)


@require_safe
def open_work(request: StudioRequest) -> HttpResponse:
    """Return the element whose mark is shown in front of the page's title."""
    return render(request, "recolor/shared/_open_work.html")


def _new_tasks(request: StudioRequest) -> tuple[list[RecolorTask], tuple[int, str] | None]:
    """Return the tasks to add to the page, newest first, and the `newest` of the next poll.

    These are the tasks that were created after the page was rendered and match its filters. Most polls find no new
    task, and then the filters are not applied.
    """
    newest, filters = row_id(request.GET.get("newest", "")), request.GET.get("filters", "")
    if newest is None:
        return [], None
    created = selectors.tasks(request.workspace).filter(pk__gt=newest).order_by("pk")
    ids = list(created.values_list("pk", flat=True)[:MAX_ROWS])
    added = list(filtered_tasks(request.workspace, QueryDict(filters)).filter(pk__in=ids)) if ids else []
    return added, (max([newest, *ids]), filters)


def _state_tokens(request: StudioRequest, field: str) -> dict[int, str]:
    """Return the tokens that the page sent, by the ids of their rows."""
    tokens = {}
    for token in request.GET.getlist(field)[:MAX_ROWS]:
        pk = row_id(token.partition(".")[0])
        if pk is not None:
            tokens[pk] = token
    return tokens
