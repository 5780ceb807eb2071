"""Which results an export contains, as ids, so that the number of results does not matter for the memory."""

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from ..models import RecolorTask, Review
from ..states import TaskStatus
from .versions import outdated_versions

CHUNK = 500  # tasks that are read at once, with their photos and color changes


@dataclass(frozen=True)
class Exported:
    """The completed ones of some tasks, without older versions.

    ids, approved_ids: of all, and of the approved ones, in the order of the tasks. left_out: the number of completed
    older versions.
    """

    ids: Sequence[int]
    approved_ids: Sequence[int]
    left_out: int


def exported_results(tasks: QuerySet[RecolorTask], *, all_versions: bool = False) -> Exported:
    """Return which of the tasks an export contains. all_versions: also older versions."""
    outdated = frozenset() if all_versions else frozenset(outdated_versions(tasks))
    ids, approved_ids, left_out = array("q"), array("q"), 0
    completed = tasks.filter(status=TaskStatus.COMPLETED).select_related(None).prefetch_related(None)
    for pk, review in completed.values_list("pk", "review").iterator():
        if pk in outdated:
            left_out += 1
            continue
        ids.append(pk)
        if review == Review.APPROVED:
            approved_ids.append(pk)
    return Exported(ids, approved_ids, left_out)


def read_in_chunks(tasks: QuerySet[RecolorTask], ids: Sequence[int]) -> Iterator[RecolorTask]:
    """Yield those of the tasks that have the ids, in the order of the ids, and hold only a chunk of them at a time.

    Tasks that were deleted in the meantime are left out.
    """
    for start in range(0, len(ids), CHUNK):
        chunk = ids[start : start + CHUNK]
        found = tasks.in_bulk(chunk)
        yield from (found.pop(pk) for pk in chunk if pk in found)
