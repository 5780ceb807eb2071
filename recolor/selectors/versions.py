"""Versions: results that were made in place of each other."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from ..models import RecolorTask, Review


def versions(task: RecolorTask) -> QuerySet[RecolorTask]:
    """Return all versions of a task that are not in the trash, itself included, the oldest first."""
    of_the_same = Q(pk=task.version_key) | Q(first_version=task.version_key)
    return RecolorTask.objects.filter(of_the_same, workspace=task.workspace_id, trashed_at=None).order_by("pk")


def outdated_versions(tasks: QuerySet[RecolorTask]) -> list[int]:
    """Return the ids of those tasks that an export leaves out, because other versions among them count.

    Of several versions, the approved one that was made last counts; if none is approved, the last one.
    """
    has_versions = Q(first_version__isnull=False) | Q(later_versions__isnull=False)
    related = tasks.order_by().filter(has_versions).distinct()
    by_key: dict[int, list[tuple[int, str]]] = {}
    for pk, first, review in related.values_list("pk", "first_version", "review"):
        by_key.setdefault(first or pk, []).append((pk, review))
    return [pk for rows in by_key.values() for pk in {pk for pk, _review in rows} - {_counting(rows)}]


def _counting(rows: Iterable[tuple[int, str]]) -> int:
    """Return the id of the version that counts."""
    return max(rows, key=lambda row: (row[1] == Review.APPROVED, row[0]))[0]
