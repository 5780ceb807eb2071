"""The results that a person has selected in the gallery: the ticked ones, or all that match its filters."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.utils.translation import ngettext

from ... import selectors
from ...models import RecolorTask, Workspace
from ..audit import listed
from ..requests import selected_ids
from .filters import filtered_tasks

MAX_RESULTS = 5000  # results that one action changes; exports, which only read, have no limit


def selected_tasks(
    workspace: Workspace, data: QueryDict, unchanged: Q | None = None
) -> tuple[QuerySet[RecolorTask], int]:
    """Return the tasks that an action changes, at most `MAX_RESULTS` of `all_selected_tasks`, and how many are left.

    unchanged: matches tasks that the action would not change. Of a longer selection they are left out, so that the same
    action goes on with those that are left.
    """
    found = all_selected_tasks(workspace, data).values_list("pk", flat=True)
    ids, left = list(found[: MAX_RESULTS + 1]), 0
    if len(ids) > MAX_RESULTS:
        changed = found.exclude(unchanged) if unchanged else found
        ids, left = list(changed[:MAX_RESULTS]) or ids[:MAX_RESULTS], max(0, changed.count() - MAX_RESULTS)
    return selectors.tasks(workspace).filter(pk__in=ids), left


def all_selected_tasks(workspace: Workspace, data: QueryDict) -> QuerySet[RecolorTask]:
    """Return the tasks whose ids are in the fields `task`, or, with `all`, those that match the query in `filters`."""
    if data.get("all"):
        return filtered_tasks(workspace, QueryDict(data.get("filters", "")))
    return selectors.tasks(workspace).filter(pk__in=selected_ids(data))


def results_text(ids: Sequence[int]) -> str:
    """Return the number and the first ids of tasks, for the audit log: “3 results: 9, 8, 7”."""
    text = ngettext("%(count)s result: %(ids)s", "%(count)s results: %(ids)s", len(ids))
    return text % {"count": len(ids), "ids": listed(ids)}


def selection_query(data: QueryDict) -> str:
    """Return the selection as the query of a URL; `versions` keeps older versions in it."""
    versions = [("versions", "all")] if data.get("versions") else []
    if data.get("all"):
        return urlencode([("all", 1), ("filters", data.get("filters", "")), *versions])
    return urlencode([*(("task", pk) for pk in selected_ids(data)), *versions])
