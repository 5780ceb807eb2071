"""What the gallery and the library can be filtered and sorted by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from .ids import row_id
from .models import ColorChange, Photo, RecolorTask

SORTS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "photo": ("photo_name", "-id"),
    "farthest": (F("farthest").desc(nulls_last=True), "-id"),
}


def for_photo(pk: int) -> Q:
    """The tasks that recolor a photo: as the pose, which wins, or as the model."""
    return Q(pose=pk) | Q(pose=None, model=pk)


def filter_tasks(tasks: QuerySet[RecolorTask], filters: Mapping[str, Any]) -> QuerySet[RecolorTask]:
    """Of `tasks` those that match all of what is wanted, sorted.

    wanted: `status`, `review`, `photo` (an id), `garment`, `family` (of colors), `q` (words in the photo's name,
    the garments, the colors, the note, or a task's number), `since`, `until` (dates), `sort`; what is
    empty does not count.
    """
    if filters.get("status"):
        tasks = tasks.filter(status=filters["status"])
    if filters.get("review"):
        tasks = tasks.filter(review=filters["review"])
    if filters.get("photo"):
        tasks = tasks.filter(for_photo(filters["photo"]))
    if filters.get("garment") or filters.get("family"):
        tasks = tasks.filter(pk__in=_with_change(filters).values("task"))
    if filters.get("since"):
        tasks = tasks.filter(created_at__date__gte=filters["since"])
    if filters.get("until"):
        tasks = tasks.filter(created_at__date__lte=filters["until"])
    for word in (filters.get("q") or "").split():
        tasks = tasks.filter(_says(word))
    return _sorted(tasks, filters.get("sort") or "newest")


def _with_change(filters: Mapping[str, Any]) -> QuerySet[ColorChange]:
    """Garment and color must be of the same change: a red blouse is no red skirt."""
    changes = ColorChange.objects.all()
    if filters.get("garment"):
        changes = changes.filter(target__iexact=filters["garment"])
    if filters.get("family"):
        changes = changes.filter(family=filters["family"])
    return changes


def _says(word: str) -> Q:
    found = Q(pose__name__icontains=word) | Q(pose=None, model__name__icontains=word) | Q(review_note__icontains=word)
    changes = ColorChange.objects.filter(Q(target__icontains=word) | Q(color__icontains=word) | Q(color_hex=word))
    found |= Q(pk__in=changes.values("task"))
    return found | _numbered(word)


def _numbered(word: str) -> Q:
    """The row that a word such as “#12” numbers; none, if it numbers none."""
    return Q(pk=row_id(word.removeprefix("#")))


def _sorted(tasks: QuerySet[RecolorTask], sort: str) -> QuerySet[RecolorTask]:
    if sort == "photo":
        tasks = tasks.annotate(photo_name=Lower(Coalesce("pose__name", "model__name")))
    if sort == "farthest":
        tasks = tasks.annotate(farthest=Max("color_changes__delta_e"))
    return tasks.order_by(*SORTS[sort])


def filter_photos(photos: QuerySet[Photo], filters: Mapping[str, Any]) -> QuerySet[Photo]:
    """Of `images` those that match all of what is wanted.

    wanted: `kind`, `status`, `model` (the id of a model, for it and its poses), `garment`, `q` (words in the name or
    the garments, or a photo's number); what is empty does not count.
    """
    for field in ("kind", "status"):
        if filters.get(field):
            photos = photos.filter(**{field: filters[field]})
    if filters.get("model"):
        photos = photos.filter(Q(pk=filters["model"]) | Q(model=filters["model"]))
    if filters.get("garment"):
        photos = photos.filter(garments__name__iexact=filters["garment"])
    for word in (filters.get("q") or "").split():
        photos = photos.filter(Q(name__icontains=word) | Q(garments__name__icontains=word) | _numbered(word))
    return photos.distinct()
