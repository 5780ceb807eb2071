"""File names of exported results, by a pattern such as `{sku}_{color}_{view}_{n:02}_v{version}`.

The names are safe on every file system. `{n}` counts the results whose names are otherwise equal; without it, the
second of two equal names ends in -2.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pathvalidate import sanitize_filename

from ..models import ColorChange, RecolorTask
from ..pictures import EXTENSIONS
from ..states import TaskStatus

FIELDS = {
    "sku": gettext_lazy("SKU of the photo"),
    "view": gettext_lazy("view of the photo"),
    "photo": gettext_lazy("name of the photo"),
    "name": gettext_lazy("name of the result, from a sheet"),
    "garment": gettext_lazy("recolored garments"),
    "color": gettext_lazy("new colors"),
    "changes": gettext_lazy("garments with their colors"),
    "n": gettext_lazy("counts equal names; {n:02} gives 01"),
    "version": gettext_lazy("counts results of the same photo and colors, and those made in place of others"),
    "date": gettext_lazy("day of the result"),
    "id": gettext_lazy("number of the result"),
}
_NUMBERS = {"n", "version", "id"}
_FIELD = re.compile(r"\{([^{}:]*)(?::0?([1-6]))?\}")
MAXIMUM_PATTERN = 120  # characters
_MAXIMUM_STEM = 200  # bytes of a name without its extension; file systems allow 255 with it and a number
_SEPARATORS = r"_\-. "
_CHUNK = 200  # tasks whose versions are counted with one query


class NamePatternError(ValueError):
    """The pattern cannot be used; the message says why and what would be right."""


class FileNamer:
    """Gives results their names, one after the other. Raises NamePatternError for a pattern that cannot be used.

    Attributes
    ----------
    fields
        The names of the pattern's fields.
    """

    def __init__(self, pattern: str) -> None:
        self._pattern = pattern.strip()
        self.fields = {match.group(1) for match in _FIELD.finditer(self._pattern)}
        if unknown := sorted(self.fields - FIELDS.keys()):
            names = {"field": unknown[0], "known": ", ".join(f"{{{name}}}" for name in FIELDS)}
            raise NamePatternError(_("{%(field)s} is not known. Use: %(known)s.") % names)
        if not self.fields or re.search(r"[{}]", _FIELD.sub("", self._pattern)):
            raise NamePatternError(_("Use at least one field, such as {sku}, with both braces."))
        if len(self._pattern) > MAXIMUM_PATTERN:
            raise NamePatternError(_("The pattern is too long."))
        self._counts: Counter[str] = Counter()
        self._used: set[str] = set()

    def name(self, fields: Mapping[str, str | int], extension: str) -> str:
        """Return the file name of a result, given the values of the pattern's fields except `n`."""
        uncounted = _folded(self._filled({**fields, "n": ""}))
        self._counts[uncounted] += 1
        stem = self._filled({**fields, "n": self._counts[uncounted]})
        name, copy = f"{stem}.{extension}", 2
        while _folded(name) in self._used:
            name, copy = f"{stem}-{copy}.{extension}", copy + 1
        self._used.add(_folded(name))
        return name

    def _filled(self, fields: Mapping[str, str | int]) -> str:
        def value(match: re.Match[str]) -> str:
            name, digits = match.groups()
            if name in _NUMBERS and fields[name] != "":
                return f"{fields[name]:0{digits or 1}}"
            return _safe(str(fields[name]))

        filled = _visible(_FIELD.sub(value, self._pattern))
        # A field without a value leaves two separators, of which one is enough.
        filled = re.sub(f"([{_SEPARATORS}])[{_SEPARATORS}]+", r"\1", filled).strip("_-. ")
        return sanitize_filename(_cut(filled), platform="universal") or "result"


def _safe(text: str) -> str:
    """Return the value of a field without spaces and without characters that separate folders."""
    return re.sub(r"[\s/\\#]+", "-", text.strip()).strip("-")


def _visible(text: str) -> str:
    """Return the text composed (NFC), without control characters and those that change only how others are shown."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(character for character in composed if unicodedata.category(character) not in ("Cc", "Cf"))


def _folded(name: str) -> str:
    """Return a value that is equal for two names that macOS or Windows takes for one."""
    return unicodedata.normalize("NFC", name.casefold())


def _cut(text: str) -> str:
    """Return the text, or its first `_MAXIMUM_STEM` bytes without a last character that would lose its marks."""
    cut = text.encode(errors="ignore")[:_MAXIMUM_STEM].decode(errors="ignore")
    while cut and unicodedata.category(text[len(cut) : len(cut) + 1] or " ").startswith("M"):
        cut = cut[:-1]
    return cut.rstrip("_-. ")


def named_results(
    tasks: Iterable[RecolorTask], pattern: str, file_format: str = ""
) -> Iterator[tuple[str, RecolorTask]]:
    """Return an iterator of the file name and the task of each result. Raises NamePatternError.

    tasks: completed tasks of one workspace with their photos and color changes; they are read as they are needed.
    file_format: the format to which the pictures are converted, if any.
    """
    return _named(tasks, FileNamer(pattern), file_format)


def _named(tasks: Iterable[RecolorTask], namer: FileNamer, file_format: str) -> Iterator[tuple[str, RecolorTask]]:
    rest = iter(tasks)
    while chunk := list(islice(rest, _CHUNK)):
        versions = _versions(chunk) if "version" in namer.fields else {}
        for task in chunk:
            extension = EXTENSIONS[file_format] if file_format else (task.result.name or "").rpartition(".")[2]
            yield namer.name(_fields(task, versions.get(task.pk, 1)), extension), task


def _fields(task: RecolorTask, version: int) -> dict[str, str | int]:
    changes = list(task.color_changes.all())
    photo = task.photo
    return {
        "sku": photo.sku,
        "view": photo.view,
        "photo": photo.name,
        "name": task.name,
        "garment": "-".join(change.scope for change in changes),
        "color": "-".join(change.color for change in changes),
        "changes": "_".join(f"{_safe(change.scope)}-{_safe(change.color)}" for change in changes),
        "version": version,
        "date": f"{task.completed_at or task.created_at:%Y-%m-%d}",
        "id": task.pk,
    }


def _versions(tasks: list[RecolorTask]) -> dict[int, int]:
    """Return for each task its number among the completed tasks of the same photo that count as its versions.

    These are the ones in the same colors, and the ones in whose place it was made.
    """
    photos = {task.photo.pk for task in tasks}
    rows = (
        ColorChange.objects.filter(task__status=TaskStatus.COMPLETED, task__trashed_at=None)
        .filter(Q(task__pose__in=photos) | Q(task__pose=None, task__model__in=photos))
        .order_by("task", "position")
        .values_list("task", "task__first_version", "task__pose", "task__model", "target", "layer", "color_hex")
    )
    first_versions: dict[int, int] = {}
    changes: dict[int, list[object]] = {}
    for task, first_version, pose, model, target, layer, color in rows:
        first_versions[task] = first_version or task
        changes.setdefault(task, [pose or model]).append((target.casefold(), layer, color))
    earlier: defaultdict[object, set[int]] = defaultdict(set)  # by what a task shares with them
    versions = {task.pk: 1 for task in tasks}
    for pk, made in changes.items():
        alike = earlier[tuple(made)], earlier[first_versions[pk]]
        versions[pk] = len(alike[0] | alike[1]) + 1
        for tasks_alike in alike:
            tasks_alike.add(pk)
    return versions
