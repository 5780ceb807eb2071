"""The open work of a workspace: its tasks that are queued or running."""

from ..models import RecolorTask, Workspace
from ..states import IN_PROGRESS

MOST_COUNTED = 999


def open_work(workspace: Workspace) -> int:
    """Return the number of tasks outside the trash that are not finished; more than `MOST_COUNTED` count as one more.

    The index of statuses answers it, and the limit keeps it cheap while a workspace makes very many.
    """
    unfinished = RecolorTask.objects.visible_in(workspace).filter(status__in=IN_PROGRESS, trashed_at=None)
    return unfinished.order_by()[: MOST_COUNTED + 1].count()
