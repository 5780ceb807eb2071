"""Looking for tasks by words, without reading all tasks.

A word is looked for in short lists first: the workspace's photos, the different targets and colors of its color
changes, and the results with a name or a note. An index then leads from what was found to the tasks.
"""

import operator
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from .ids import row_id
from .models import ColorChange, Photo, RecolorTask, TaskCount, Workspace

# Tasks whose ids are looked up before. Of more, which no list counts (see `selectors.pages.COUNTED`), a page is found
# soon by going through the list, unless two words are seldom together: then the ids of one that is in no more than
# `_SOME`, and in no more than a share of all tasks, are looked up.
_FEW = 10_000
_SOME = 100_000
_SHARE = 10  # the divisor: a tenth
_MOST_PHOTOS = 1000  # that are named by their ids in a query
_MOST_VALUES = 30_000  # ids and texts that are named for all words together; SQLite takes 32,766, or more if built so
MOST_WORDS = 8  # that may be looked for together; among the results, each takes up to eight queries
_MOST_TEXTS = 5000  # different targets or colors of a workspace; in more of them, the database looks for words
_HEX = re.compile(r"#[0-9a-f]{6}")
# An index gives the first text, and then again and again the next one after it, in place of all rows.
_DIFFERENT = """
WITH RECURSIVE found(text) AS (
    SELECT MIN({column}) FROM {table} WHERE workspace_id = %s
    UNION ALL
    SELECT (SELECT MIN({column}) FROM {table} WHERE workspace_id = %s AND {column} > found.text)
    FROM found WHERE found.text IS NOT NULL
) SELECT text FROM found WHERE text IS NOT NULL LIMIT %s
"""


@dataclass(frozen=True)
class _Place:
    """Where a word may be found.

    ids: of the tasks, found by an index. condition: matches the same tasks, by none, for a list that is gone through.
    number: of the tasks; it is not counted beyond `_FEW`.
    """

    ids: QuerySet[Any, int]
    condition: Q

    @cached_property
    def number(self) -> int:
        return self.ids[: _FEW + 1].count()


def split_words(text: str) -> list[str]:
    """Return the different words of a search."""
    return list(dict.fromkeys(text.split()))


def has_too_many_words(text: str) -> bool:
    """Whether nothing is found because a search has more words than may be looked for together."""
    return len(split_words(text)) > MOST_WORDS


def with_words(tasks: QuerySet[RecolorTask], workspace: Workspace, text: str) -> QuerySet[RecolorTask]:
    """Return the tasks in which all words of a text occur; see `filters.filter_tasks` for where.

    tasks: of the workspace, without those in its trash.
    """
    if has_too_many_words(text):
        return tasks.none()
    words = sorted(split_words(text), key=len, reverse=True)  # long words are rare, so that few tasks are left
    search = _Search(workspace, len(words))
    found = []
    for word in words:
        places = [place for place in search.places(word) if place.number]
        if not places:
            return tasks.none()
        found.append((word, places))
    leading = search.leading([places for _word, places in found])
    for word, places in found:
        if places is leading:
            first, *others = (place.ids for place in places)
            tasks = tasks.filter(pk__in=first.union(*others, all=True) if others else first)
        else:
            # With the name in any case: PostgreSQL would make a join of one condition alone, and misjudges its rows.
            conditions = (place.condition for place in places)
            tasks = tasks.filter(reduce(operator.or_, conditions, Q(name__icontains=word)))
    return tasks


def has_number(word: str) -> Q:
    """Match the row with the number in a word such as “12” or “#12”; no row for any other word."""
    return Q(pk=row_id(word.removeprefix("#")))


class _Search:
    """Looks for words in what is known about the tasks of a workspace that are not in the trash.

    words: their number. Each may name an equal share of values: photos, targets, colors, and colors for a hex code.
    """

    def __init__(self, workspace: Workspace, words: int) -> None:
        self._workspace = workspace
        self._most = _MOST_VALUES // (4 * max(words, 1))
        self._tasks = RecolorTask.objects.visible_in(workspace).filter(trashed_at=None).order_by()

    def places(self, word: str) -> Iterator[_Place]:
        """Yield the places where a word may be found."""
        yield from self._photos(word)
        yield from self._changes(word)
        for field in ("name", "review_note"):
            contains = Q(**{f"{field}__icontains": word})
            yield self._place(contains & Q(**{f"{field}__gt": ""}), contains)  # the index begins with empty texts
        if row_id(word.removeprefix("#")):
            yield self._place(has_number(word), has_number(word))

    def leading(self, words: Sequence[Sequence[_Place]]) -> Sequence[_Place] | None:
        """Return the places of the word whose ids lead to the tasks; None if the list of tasks is gone through.

        Only one word: the order in which PostgreSQL compares several lists of ids is a guess, which has taken a minute.
        """
        if not words:
            return None
        rarest = min(words, key=lambda places: sum(place.number for place in places))
        if sum(place.number for place in rarest) <= _FEW:
            return rarest
        if len(words) == 1:
            return None
        # Of a large share of all tasks, going through the list finds enough soon.
        all_tasks = TaskCount.objects.visible_in(self._workspace).aggregate(all=Sum("change"))["all"] or 0
        most = min(_SOME, all_tasks // _SHARE)
        return next((places for places in words if _number(places, most) <= most), None)

    def _place(self, by_index: Q, condition: Q) -> _Place:
        return _Place(self._tasks.filter(by_index).values_list("pk", flat=True), condition)

    def _photos(self, word: str) -> Iterator[_Place]:
        photos = Photo.objects.visible_in(self._workspace).filter(_named(word)).order_by().values_list("pk", flat=True)
        most = min(_MOST_PHOTOS, self._most)
        few = list(photos[: most + 1])
        if few:
            by_index = Q(photo_id__in=few if len(few) <= most else photos)
            yield self._place(by_index, _of_photos(_named(word)))

    def _changes(self, word: str) -> Iterator[_Place]:
        described = [self._containing("target", self._targets, word), self._containing("color", self._colors, word)]
        if _HEX.fullmatch(word.lower()):
            described.append(self._among("color", self._colors) & Q(color_hex=word.lower()))  # the color for the index
        changes = ColorChange.objects.filter(workspace=self._workspace).order_by()
        for condition in filter(None, described):
            ids = changes.filter(condition).values_list("task_id", flat=True)
            yield _Place(ids, _exists(ColorChange.objects.filter(condition), "task", "pk"))

    def _containing(self, field: str, texts: Sequence[str] | None, word: str) -> Q | None:
        """Match the changes whose field contains a word; None if there is none. texts: all of the field, if known."""
        # In upper case, as PostgreSQL compares: so a Turkish “ı” is equal to “I”.
        found = None if texts is None else [text for text in texts if word.upper() in text.upper()]
        if found is None or len(found) > self._most:
            return Q(**{f"{field}__icontains": word})
        return Q(**{f"{field}__in": found}) if found else None

    def _among(self, field: str, texts: Sequence[str] | None) -> Q:
        """Match the changes with one of the texts; all if these are unknown or too many to be named."""
        return Q() if texts is None or len(texts) > self._most else Q(**{f"{field}__in": texts})

    @cached_property
    def _targets(self) -> list[str] | None:
        return _different_texts(self._workspace, "target")

    @cached_property
    def _colors(self) -> list[str] | None:
        return _different_texts(self._workspace, "color")


def _number(places: Sequence[_Place], most: int) -> int:
    """Return how many tasks are in places, counted up to one more than `most` for each."""
    return sum(place.ids[: most + 1].count() for place in places)


def _named(word: str) -> Q:
    """Match the photos with a word in their name or SKU."""
    return Q(name__icontains=word) | Q(sku__icontains=word)


def _of_photos(named: Q) -> Q:
    """Match the tasks of matching photos."""
    return _exists(Photo.objects.filter(named), "pk", "photo_id")


def _exists(rows: QuerySet[Any], field: str, field_of_task: str) -> Q:
    """Match the tasks for which there is one of some rows.

    PostgreSQL would read all the rows first, to compare them with each task, if it could do it by equality alone.
    """
    value = OuterRef(field_of_task)
    return Q(Exists(rows.filter(**{field: value, f"{field}__gte": value})))


def _different_texts(workspace: Workspace, column: str) -> list[str] | None:
    """Return the different texts in a column of the workspace's color changes; None if there are very many."""
    statement = _DIFFERENT.format(table=ColorChange._meta.db_table, column=column)
    with connection.cursor() as cursor:
        cursor.execute(statement, [workspace.pk, workspace.pk, _MOST_TEXTS + 1])
        texts = [text for (text,) in cursor.fetchall()]
    return texts if len(texts) <= _MOST_TEXTS else None
