"""What the studio and the answers to its requests for color rows have in common."""

from ... import selectors
from ...ids import row_id
from ...models import Photo, RecolorTask
from ..requests import StudioRequest
from .rows import color_rows

MAX_RESULTS = 12  # latest results of the photo that the page shows


def shown_tasks(request: StudioRequest, photo: Photo) -> list[RecolorTask]:
    """Return the tasks whose results the page shows."""
    return list(selectors.tasks(request.workspace, photo=photo.pk)[:MAX_RESULTS])


def earlier_task(request: StudioRequest) -> RecolorTask | None:
    """Return the task that `?again=ID` names; the form starts with its changes and options."""
    pk = row_id(request.GET.get("again", ""))
    return selectors.tasks(request.workspace).filter(pk=pk).first() if pk is not None else None


def entered_changes(request: StudioRequest, task: RecolorTask | None) -> list[dict[str, str]]:
    """Return the changes of an earlier task; without one, those in the address.

    The address has what was typed before the garments are found again, or since the page was opened.
    """
    names = ("target", "layer", "color")
    changes = [{name: getattr(change, name) for name in names} for change in task.color_changes.all()] if task else []
    return changes or [change for change in color_rows(request.GET) if change["target"]]
