"""The results that a person has selected in the gallery: the ticked ones, or all that match its filters."""

from collections.abc import Sequence
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import ngettext

from ... import selectors
from ...models import RecolorTask, Workspace
from ..audit import listed
from ..requests import selected_ids
from .filters import filtered_tasks

MAX_RESULTS = 5000  # results that one action changes; exports, which only read, have no limit


def selected_tasks(workspace: Workspace, data: QueryDict) -> QuerySet[RecolorTask]:
    """Return the tasks that an action changes: the first `MAX_RESULTS` of `all_selected_tasks`."""
    ids = list(all_selected_tasks(workspace, data).values_list("pk", flat=True)[:MAX_RESULTS])
    return selectors.tasks(workspace).filter(pk__in=ids)


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
