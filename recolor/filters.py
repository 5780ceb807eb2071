"""Filtering and sorting tasks, for the gallery, photos, for the library, and batches, for their list."""

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from .models import IS_DOUBTFUL, Batch, ColorChange, EngineName, Garment, Photo, RecolorTask, Workspace
from .search import has_number, has_too_many_words, split_words, with_words
from .states import TaskStatus

# Each is the order of an index of the tasks, so that a page reads only its own rows.
SORTS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "photo": ("photo_name", "-id"),
    "farthest": ("-farthest", "-id"),
}
PHOTO_SORTS = {
    "newest": ("-id",),
    "oldest": ("id",),
    "name": ("name_in_lower_case", "-id"),
}
_SETTLED_AFTER = timedelta(seconds=10)  # longer than any transaction in which tasks finish


def for_photo(pk: int) -> Q:
    """Match the tasks that recolor a photo: as their pose, or as their model if they have no pose."""
    return Q(photo_id=pk)


def uses_photo(pk: int) -> Q:
    """Match the tasks that cannot exist without a photo: it is their pose or their model."""
    return uses_photos([pk])


def uses_photos(ids: Iterable[int]) -> Q:
    """Match the tasks that cannot exist without one of some photos."""
    ids = list(ids)
    return Q(pose__in=ids) | Q(model__in=ids)


def is_replaced(path: str = "") -> Q:
    """Match the tasks that a newer version, which is not in the trash, replaces.

    path: the way to the tasks, such as `tasks__` in a query of batches.
    """
    newer = RecolorTask.objects.filter(trashed_at=None, pk__gt=OuterRef(f"{path}pk"))
    same = Q(first_version=OuterRef(f"{path}pk")) | Q(first_version=OuterRef(f"{path}first_version"))
    return Q(Exists(newer.filter(same)))


def changes_that_count(batch: Batch | int) -> QuerySet[ColorChange]:
    """Return the color changes of a batch's results, without replaced versions and those in the trash, task by task.

    batch: or its id.
    """
    shown = ColorChange.objects.filter(task__batch=batch, task__trashed_at=None).exclude(is_replaced("task__"))
    return shown.order_by("task_id", "position")


def tasks_in_colors(photos: Collection[Photo], colors: Collection[str]) -> QuerySet[RecolorTask]:
    """Return the tasks of photos in one of some colors, without failed and trashed ones. colors: hex codes."""
    of_photos = Q(workspace__in={photo.workspace_id for photo in photos}, photo_id__in=[photo.pk for photo in photos])
    in_colors = Exists(ColorChange.objects.filter(task=OuterRef("pk"), color_hex__in=colors))
    # Without an order: for that by id, SQLite would read all tasks of the workspace.
    tasks = RecolorTask.objects.filter(of_photos, in_colors, trashed_at=None).exclude(status=TaskStatus.FAILED)
    return tasks.order_by().prefetch_related("color_changes")


def filter_tasks(
    tasks: QuerySet[RecolorTask], workspace: Workspace, filters: Mapping[str, Any]
) -> QuerySet[RecolorTask]:
    """Return the tasks of a workspace that match all filters, sorted.

    filters: `status`, `review`, `photo` and `batch` (ids), `garment`, `family` (of colors), `outline` ("check" for
    doubtful ones), `q` (words), `since` and `until` (dates), `sort` (a key of SORTS). Empty filters are ignored. Each
    word must be part of the photo's name or SKU, of the result's name, of a target, of a color as it was requested, or
    of the review note; or be the hex code of a color, or the task's number. More than `MOST_WORDS` match nothing.
    """
    if filters.get("status"):
        tasks = tasks.filter(status=filters["status"])
    if filters.get("review"):
        tasks = tasks.filter(review=filters["review"])
    if filters.get("photo"):
        tasks = tasks.filter(for_photo(filters["photo"]))
    if filters.get("batch"):
        tasks = tasks.filter(batch=filters["batch"])
    change = _change_conditions(filters)
    if change:
        tasks = tasks.filter(_has_change(change))
    tasks = _created_between(tasks, filters)
    tasks = with_words(tasks, workspace, filters.get("q") or "")
    is_dated = bool(filters.get("since") or filters.get("until"))
    return tasks.order_by(*_order(filters.get("sort") or "newest", bool(change), is_dated))


def filter_tasks_of_api(
    tasks: QuerySet[RecolorTask], workspace: Workspace, filters: Mapping[str, Any]
) -> QuerySet[RecolorTask]:
    """Return the tasks of a workspace that match all filters of the API, in their order.

    filters: `status`, `review`, `created_after` (a time), `finished_after` (a FinishCursor), `target`, `photo` (an id
    in the task's engine), `batch`.
    """
    if filters.get("photo"):
        tasks = tasks.filter(_recolors(workspace, filters["photo"]))
    if filters.get("created_after"):
        tasks = tasks.filter(created_at__gt=filters["created_after"])
    if filters.get("finished_after"):
        return _finished_after(tasks, filters)
    shared = {name: filters.get(name) for name in ("status", "review", "batch")}
    return filter_tasks(tasks, workspace, {**shared, "garment": filters.get("target")})


class FinishCursor(NamedTuple):
    """A place in the order in which tasks finished: a time, and the id of a task that finished then."""

    time: datetime
    pk: int


def _finished_after(tasks: QuerySet[RecolorTask], filters: Mapping[str, Any]) -> QuerySet[RecolorTask]:
    """Return the tasks that match the filters and finished after a place in the order in which tasks finish.

    Those that finished just now are left out: an earlier one may be committed later, and would be missed.
    """
    last = filters["finished_after"]
    later = Q(completed_at__gt=last.time) | Q(completed_at=last.time, pk__gt=last.pk)
    settled = timezone.now() - _SETTLED_AFTER
    tasks = tasks.filter(later, completed_at__gte=last.time, completed_at__lt=settled)
    for name in ("status", "review"):
        if filters.get(name):
            # An expression: without statistics, SQLite would use the column's index, and sort all these tasks.
            tasks = tasks.alias(**{f"{name}_text": Coalesce(name, Value(""))})
            tasks = tasks.filter(**{f"{name}_text": filters[name]})
    if filters.get("batch"):
        tasks = tasks.filter(batch=filters["batch"])
    if filters.get("target"):
        changes = ColorChange.objects.filter(task=OuterRef("pk"), garment=filters["target"].casefold())
        tasks = tasks.filter(Exists(changes))
    return tasks.order_by("completed_at", "pk")


def _recolors(workspace: Workspace, photo: int) -> Q:
    """Match the tasks of a workspace that recolor the photo with an id in their engine."""
    # Looked up before, with the condition of their index: one on joined photos would be checked for every task.
    named = Photo.objects.visible_in(workspace).filter(kind__in=Photo.Kind.values, hosted_id=str(photo))
    hosted = list(named.exclude(hosted_id="").order_by().values_list("pk", flat=True))
    matching = Q(engine=EngineName.LOCAL, photo_id=photo) | Q(engine=EngineName.HOSTED, photo_id__in=hosted)
    return Q(photo_id__in=[photo, *hosted]) & matching


def _change_conditions(filters: Mapping[str, Any]) -> dict[str, Any]:
    """Return what one color change must match: the garment, the color family and the outline together."""
    conditions: dict[str, Any] = {}
    if filters.get("garment"):
        conditions["garment"] = filters["garment"].casefold()
    if filters.get("family"):
        conditions["family"] = filters["family"]
    if filters.get("outline") == "check":
        conditions["doubtful"] = True
    return conditions


def _has_change(conditions: Mapping[str, Any]) -> Q:
    """Match the tasks with a color change that matches the conditions, each once.

    A join with the first such change: the database reads the changes in the order of their tasks, from an index, and
    stops after a page. It would read all of them for a subquery.
    """
    before = ColorChange.objects.filter(
        **conditions, task=OuterRef("pk"), position__lt=OuterRef("color_changes__position")
    )
    joined = {f"color_changes__{name}": value for name, value in conditions.items()}
    return Q(color_changes__workspace=F("workspace"), **joined) & Q(~Exists(before))


def _created_between(rows: QuerySet[Any], filters: Mapping[str, Any]) -> QuerySet[Any]:
    """Return the rows that were created from the day `since` to the day `until`."""
    if filters.get("since"):
        rows = rows.filter(created_at__gte=_start_of(filters["since"]))
    if filters.get("until"):
        rows = rows.filter(created_at__lt=_start_of(filters["until"] + timedelta(days=1)))
    return rows


def _start_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _order(sort: str, by_change: bool, by_date: bool) -> tuple[str, ...]:
    """Return the fields of an order: of equal orders, the one whose index also serves the filters."""
    sign = {"newest": "-", "oldest": ""}.get(sort)
    if sign is None or not (by_change or by_date):
        return SORTS[sort]
    return (f"{sign}color_changes__task_id",) if by_change else (f"{sign}created_at", f"{sign}id")


def filter_photos(photos: QuerySet[Photo], filters: Mapping[str, Any]) -> QuerySet[Photo]:
    """Return the photos that match all filters, sorted.

    filters: `kind`, `status`, `model` (the id of a model, for the model and its poses), `garment`, `outline` ("check"
    for doubtful ones, "missing" for missed clothes), `q` (words in the name, the SKU or the garments, a view, or a
    photo's number), `since` and `until` (dates), `sort` (a key of PHOTO_SORTS). Empty filters are ignored.
    """
    for field in ("kind", "status"):
        if filters.get(field):
            photos = photos.filter(**{field: filters[field]})
    if filters.get("model"):
        photos = photos.filter(Q(pk=filters["model"]) | Q(model=filters["model"], model__trashed_at=None))
    if filters.get("garment"):
        photos = photos.filter(_shows_garment(name__iexact=filters["garment"]))
    if filters.get("outline") == "check":
        photos = photos.filter(_shows_garment(IS_DOUBTFUL))
    elif filters.get("outline") == "missing":
        photos = photos.filter(missed_clothes=True)
    photos = _with_each_word(photos, filters, _describes_photo)
    if filters.get("sort") == "name":
        photos = photos.annotate(name_in_lower_case=Lower("name"))
    return _created_between(photos, filters).order_by(*PHOTO_SORTS[filters.get("sort") or "newest"])


def _shows_garment(*conditions: Q, **fields: str) -> Q:
    """Match the photos with a garment that meets conditions. A join for each word would multiply the rows."""
    return Q(Exists(Garment.objects.filter(*conditions, photo=OuterRef("pk"), removed_at=None, **fields)))


def _describes_photo(word: str) -> Q:
    described = Q(name__icontains=word) | Q(sku__icontains=word) | Q(view__iexact=word)
    return described | _shows_garment(name__icontains=word) | has_number(word)


def _with_each_word(rows: QuerySet[Any], filters: Mapping[str, Any], condition: Callable[[str], Q]) -> QuerySet[Any]:
    """Return the rows that the condition matches for each word of the filter `q`; none if these are too many."""
    text = filters.get("q") or ""
    if has_too_many_words(text):
        return rows.none()
    for word in split_words(text):
        rows = rows.filter(condition(word))
    return rows


def filter_photos_of_api(photos: QuerySet[Photo], filters: Mapping[str, Any]) -> QuerySet[Photo]:
    """Return the photos that match all filters of the API.

    filters: those of `filter_photos`, `name` (a part of it), `sku` and `view` (in any case), `created_after` (a time).
    """
    for field, lookup in (("name", "icontains"), ("sku", "iexact"), ("view", "iexact")):
        if filters.get(field):
            photos = photos.filter(**{f"{field}__{lookup}": filters[field]})
    if filters.get("created_after"):
        photos = photos.filter(created_at__gt=filters["created_after"])
    return filter_photos(photos, filters)


def filter_batches(batches: QuerySet[Batch], filters: Mapping[str, Any]) -> QuerySet[Batch]:
    """Return the batches that match all filters: `q` (words in the name, or a batch's number)."""
    return _with_each_word(batches, filters, lambda word: Q(name__icontains=word) | has_number(word))
