"""Review mode: one large result after the other, with a keystroke for each decision; see reviewing.js.

The results are those of a selection that wait for review when it begins. The address keeps the selection, the time of
the beginning (`begun`) and the shown result (`at`), so that results keep their places while they are decided about.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from ... import selectors
from ...ids import row_id
from ...models import RecolorTask, Review, ReviewRecord
from ..requests import StudioRequest, selected_ids
from .filters import filtered_tasks
from .selection import MAX_RESULTS, all_selected_tasks, selection_query

REASONS = (
    _("The color is wrong"),
    _("The outline is wrong"),
    _("The fabric looks unnatural"),
    _("A print or trim has changed"),
    _("Skin or background has changed"),
)
MAX_REJECTED = 50  # rejected results in the summary
END = "end"  # in place of a result's id: the summary
_LATEST = 10**10  # seconds; a later time in an address is not valid


@dataclass
class Reviewing:
    """The results of one review, in their order, and the addresses of its pages.

    Attributes
    ----------
    selection
        The selection, as the query of an address.
    begun
        When the review began, in seconds since 1970.
    waiting_only
        Whether it began with the results that wait for review, and not with those that have another review.
    reviews
        The reviews of the results by their ids, in the order of reviewing.
    """

    selection: str
    begun: int
    waiting_only: bool
    reviews: dict[int, str] = field(default_factory=dict)

    @property
    def ids(self) -> list[int]:
        return list(self.reviews)

    @property
    def waiting(self) -> list[int]:
        return self.with_review(Review.TO_REVIEW)

    def with_review(self, review: str) -> list[int]:
        return [pk for pk, each in self.reviews.items() if each == review]

    def address(self, at: int | str, last: int | None = None) -> str:
        """Return the address that shows a result, or the summary. last: the result that was decided about before."""
        query = [("begun", self.begun), ("at", at), *([("last", last)] if last else [])]
        return f"{reverse('reviewing')}?{self.selection}&{urlencode(query)}"

    def neighbor(self, pk: int, step: int) -> int | str | None:
        """Return the id of the result before (-1) or after (1) another one; after the last one, the summary."""
        index = self.ids.index(pk) + step
        return self.ids[index] if 0 <= index < len(self.ids) else END if step > 0 else None

    def after_decision(self, pk: int) -> int | str:
        """Return the id of the next result that waits for review, the first ones again at the end; else the summary."""
        if not self.waiting_only:
            return self.neighbor(pk, 1) or END
        index = self.ids.index(pk)
        rest = [*self.ids[index + 1 :], *self.ids[:index]]
        return next((each for each in rest if self.reviews[each] == Review.TO_REVIEW), END)


@require_safe
def reviewing(request: StudioRequest) -> HttpResponse:
    """Show the result `at`, by default the first one that waits for review, or the summary."""
    begun = row_id(request.GET.get("begun", ""))
    if begun is None or begun > _LATEST:
        query = request.GET.copy()
        query["begun"] = str(int(timezone.now().timestamp()))
        return redirect(f"{request.path}?{query.urlencode()}")
    found = _read(request, begun)
    at = request.GET.get("at", "")
    pk = row_id(at)
    if pk not in found.reviews:
        pk = None if at == END else next(iter(found.waiting or ([] if found.waiting_only else found.ids)), None)
    context: dict[str, Any] = {"found": found, **_last(request, found), "back": _back(request)}
    context |= _summary(request, found) if pk is None else _shown(request, found, pk)
    response = render(request, "recolor/results/reviewing.html", context)
    if request.htmx:  # the address of the part that was replaced; “back” leaves the review
        response["HX-Replace-Url"] = request.get_full_path()
    return response


def _read(request: StudioRequest, begun: int) -> Reviewing:
    """Return the review that an address describes."""
    filters = QueryDict(request.GET.get("filters", ""), mutable=True)
    chosen = filters.pop("review", [""])[-1]
    ticked = bool(selected_ids(request.GET))
    tasks = all_selected_tasks(request.workspace, request.GET) if ticked else filtered_tasks(request.workspace, filters)
    if ticked or chosen not in Review.values:
        chosen = "" if request.GET.get("decided") else Review.TO_REVIEW
    rows = selectors.in_review_order(tasks)
    if chosen:
        since = datetime.fromtimestamp(begun, UTC)
        decided_here = ReviewRecord.objects.filter(task=OuterRef("pk"), at__gte=since)
        rows = rows.filter(Q(review=chosen) | Q(Exists(decided_here)))
    reviews = dict(rows.values_list("pk", "review")[:MAX_RESULTS])
    return Reviewing(_selection(request.GET, ticked), begun, chosen == Review.TO_REVIEW, reviews)


def _selection(query: QueryDict, ticked: bool) -> str:
    every = QueryDict(mutable=True)
    every.update({"all": "1", "filters": query.get("filters", "")})
    text = selection_query(query if ticked else every)
    return f"{text}&decided=1" if query.get("decided") else text


def _back(request: StudioRequest) -> str:
    """Return the address of the batch or of the gallery that is reviewed; of the batches if it has been deleted."""
    query = request.GET.get("filters", "")
    batch = row_id(QueryDict(query).get("batch", ""))
    if batch:
        exists = selectors.batches(request.workspace).filter(pk=batch).exists()
        return reverse("batch", args=[batch]) if exists else reverse("batches")
    return f"{reverse('gallery')}?{query}" if query else reverse("gallery")


def _last(request: StudioRequest, found: Reviewing) -> dict[str, Any]:
    """Return the result that was decided about on the page before, its address, and the address that undoes this."""
    pk = row_id(request.GET.get("last", ""))
    if pk is None or pk not in found.reviews:
        return {}
    task = selectors.with_review_records(selectors.tasks(request.workspace)).get(pk=pk)
    return {"last": task, "last_address": found.address(pk, last=pk), "undo": _undo_address(request, task)}


def _undo_address(request: StudioRequest, task: RecolorTask) -> str:
    """Return the address that undoes the last decision about a result, if this person made it about this one alone."""
    decision = task.decision
    if decision is None or decision.decided_in is None or decision.by != request.user:
        return ""
    is_alone = ReviewRecord.objects.filter(decided_in=decision.decided_in).count() == 1
    return reverse("reviews_undo", args=[decision.decided_in]) if is_alone else ""


def _shown(request: StudioRequest, found: Reviewing, pk: int) -> dict[str, Any]:
    """Return what the page of a result shows."""
    tasks = selectors.tasks(request.workspace).select_related("batch", "workspace")
    task = selectors.with_review_records(tasks).get(pk=pk)
    before, after, following = found.neighbor(pk, -1), found.neighbor(pk, 1), found.after_decision(pk)
    near = [each for each in (following, after, before) if isinstance(each, int)]
    return {
        "task": task,
        "position": found.ids.index(pk) + 1,
        "decided": len(found.ids) - len(found.waiting),
        "before": found.address(before) if before else "",
        "after": found.address(after) if after else "",
        "stay": found.address(pk),
        "decided_next": found.address(following, last=pk),
        "reasons": REASONS,
        "preloaded": _pictures(request, near),
        "strips": [
            ("colors", _strip(found, selectors.same_photo(task))),
            ("photos", _strip(found, selectors.same_colors(task))),
        ],
    }


def _pictures(request: StudioRequest, ids: list[int]) -> list[RecolorTask]:
    """Return the tasks whose pictures the browser should load in advance."""
    return list(selectors.tasks(request.workspace).filter(pk__in=ids).prefetch_related(None))


def _strip(found: Reviewing, tasks: QuerySet[RecolorTask] | list[RecolorTask]) -> list[tuple[RecolorTask, str]]:
    """Return the results of a set with their addresses; those that are not reviewed here open their own page."""
    return [
        (task, found.address(task.pk) if task.pk in found.reviews else reverse("result", args=[task.pk]))
        for task in tasks
    ]


def _summary(request: StudioRequest, found: Reviewing) -> dict[str, Any]:
    """Return what the summary shows: numbers, and the rejected results, which can be made again."""
    approved, rejected = found.with_review(Review.APPROVED), found.with_review(Review.REJECTED)
    shown = selectors.tasks(request.workspace).filter(pk__in=rejected[:MAX_REJECTED])
    by_id = {task.pk: task for task in shown}
    return {
        "approved": len(approved),
        "rejected": [by_id[pk] for pk in rejected if pk in by_id],
        "rejected_count": len(rejected),
        "first_waiting": found.address(found.waiting[0]) if found.waiting else "",
        "export": f"{reverse('export')}?{_approved_query(request, approved)}",
        "again": found.address(found.ids[0]) if found.ids else "",
    }


def _approved_query(request: StudioRequest, approved: list[int]) -> str:
    """Return the approved results as the query of an address: as filters, since ids of many would not fit into it."""
    if selected_ids(request.GET):
        return urlencode([("task", pk) for pk in approved])
    filters = QueryDict(request.GET.get("filters", ""), mutable=True)
    filters["review"] = Review.APPROVED
    return urlencode({"all": 1, "filters": filters.urlencode()})
