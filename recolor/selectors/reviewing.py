"""What review mode shows: results in the order in which they are reviewed, and the other results of a set."""

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from ..filters import for_photo, is_replaced
from ..models import ColorChange, RecolorTask
from ..states import TaskStatus
from .tasks import tasks as tasks_of

MAX_SET = 24  # results of a set in one strip


def in_review_order(tasks: QuerySet[RecolorTask]) -> QuerySet[RecolorTask]:
    """Return the completed ones among some tasks, without replaced versions, in the order of reviewing.

    Those with doubtful outlines come first; then they are sorted by photo and color.
    """
    changes = ColorChange.objects.filter(task=OuterRef("pk"))
    found = tasks.filter(status=TaskStatus.COMPLETED).exclude(is_replaced()).prefetch_related(None)
    return found.annotate(
        has_doubt=Exists(changes.filter(doubtful=True)),
        first_color=Subquery(changes.order_by("position").values("color")[:1]),
    ).order_by("-has_doubt", "photo_name", "photo_id", "first_color", "pk")


def same_photo(task: RecolorTask) -> QuerySet[RecolorTask]:
    """Return the results of a task's photo in all colors; of a task in a batch, only those in the batch."""
    return _set(task).filter(for_photo(task.photo.pk))[:MAX_SET]


def same_colors(task: RecolorTask) -> list[RecolorTask]:
    """Return the results in a task's colors, of all photos in its batch, or of all photos of its model."""
    change = next(iter(task.color_changes.all()), None)
    if change is None:
        return []
    alike = ColorChange.objects.filter(
        workspace=task.workspace_id, garment=change.garment, layer=change.layer, color_hex=change.color_hex
    )
    found = _set(task).filter(pk__in=alike.values("task"))
    if not task.batch_id:
        model = task.photo.model_id or task.photo.pk
        found = found.filter(Q(pose__model=model) | Q(model=model) | Q(pose=model))
    return [each for each in found[:MAX_SET] if _colors(each) == _colors(task)]


def _set(task: RecolorTask) -> QuerySet[RecolorTask]:
    """Return the completed tasks of the workspace, or of the batch if the task is in one."""
    found = tasks_of(task.workspace).filter(status=TaskStatus.COMPLETED).exclude(is_replaced())
    found = found.filter(batch=task.batch_id) if task.batch_id else found
    return found.order_by("pk")


def _colors(task: RecolorTask) -> set[tuple[str, str, str]]:
    return {(change.garment, change.layer, change.color_hex) for change in task.color_changes.all()}
