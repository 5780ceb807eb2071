"""What the gallery and the library can be filtered and sorted by."""

from collections.abc import Mapping
from typing import Any

from django.db.models import F, Max, Q, QuerySet
from django.db.models.functions import Coalesce, Lower

from .ids import row_id
from .models import BaseImage, ColorChange, RecolorTask

SORTS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "photo": ("photo_name", "-id"),
    "farthest": (F("farthest").desc(nulls_last=True), "-id"),
}


def of_photo(pk: int) -> Q:
    """The tasks that recolour a photo: as the pose, which wins, or as the model."""
    return Q(pose=pk) | Q(pose=None, model=pk)


def matching_tasks(tasks: QuerySet[RecolorTask], wanted: Mapping[str, Any]) -> QuerySet[RecolorTask]:
    """Of `tasks` those that match all of what is wanted, sorted.

    wanted: `status`, `review`, `photo` (an id), `garment`, `family` (of colours), `q` (words in the photo's name,
    the garments, the colours, the note, or a task's number), `since`, `until` (dates), `sort`; what is
    empty does not count.
    """
    if wanted.get("status"):
        tasks = tasks.filter(status=wanted["status"])
    if wanted.get("review"):
        tasks = tasks.filter(review=wanted["review"])
    if wanted.get("photo"):
        tasks = tasks.filter(of_photo(wanted["photo"]))
    if wanted.get("garment") or wanted.get("family"):
        tasks = tasks.filter(pk__in=_with_change(wanted).values("task"))
    if wanted.get("since"):
        tasks = tasks.filter(created_at__date__gte=wanted["since"])
    if wanted.get("until"):
        tasks = tasks.filter(created_at__date__lte=wanted["until"])
    for word in (wanted.get("q") or "").split():
        tasks = tasks.filter(_says(word))
    return _sorted(tasks, wanted.get("sort") or "newest")


def _with_change(wanted: Mapping[str, Any]) -> QuerySet[ColorChange]:
    """Garment and colour must be of the same change: a red blouse is no red skirt."""
    changes = ColorChange.objects.all()
    if wanted.get("garment"):
        changes = changes.filter(target__iexact=wanted["garment"])
    if wanted.get("family"):
        changes = changes.filter(family=wanted["family"])
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


def matching_images(images: QuerySet[BaseImage], wanted: Mapping[str, Any]) -> QuerySet[BaseImage]:
    """Of `images` those that match all of what is wanted.

    wanted: `kind`, `status`, `model` (the id of a model, for it and its poses), `garment`, `q` (words in the name or
    the garments, or a photo's number); what is empty does not count.
    """
    for field in ("kind", "status"):
        if wanted.get(field):
            images = images.filter(**{field: wanted[field]})
    if wanted.get("model"):
        images = images.filter(Q(pk=wanted["model"]) | Q(model=wanted["model"]))
    if wanted.get("garment"):
        images = images.filter(garments__name__iexact=wanted["garment"])
    for word in (wanted.get("q") or "").split():
        images = images.filter(Q(name__icontains=word) | Q(garments__name__icontains=word) | _numbered(word))
    return images.distinct()
