"""Which photos the rows of a sheet mean: by file name, name, SKU or id."""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import PurePath

from django.utils.translation import gettext as _

from ..ids import row_id
from ..models import Photo, Workspace

_CANDIDATES = 20  # names that share the most letters with a text, which are then compared closely
_SUGGESTIONS = 3
_LEAST_SIMILARITY = 0.5  # of difflib, 0 to 1


class UnknownPhoto(Exception):
    """A row does not say which photo it means. field: the cell that is wrong. suggestions: what would be right."""

    def __init__(self, field: str, text: str, suggestions: Sequence[str] = ()) -> None:
        super().__init__(text)
        self.field, self.suggestions = field, list(suggestions)


class PhotoIndex:
    """The photos of a workspace, by the words that name them. It is read with one query."""

    def __init__(self, workspace: Workspace) -> None:
        self._files: dict[str, list[int]] = defaultdict(list)
        self._names: dict[str, list[int]] = defaultdict(list)
        self._skus: dict[str, list[int]] = defaultdict(list)
        self._identities: dict[int, tuple[str, str]] = {}
        self._words: dict[str, None] = {}  # as they are written, for suggestions
        photos = Photo.objects.visible_in(workspace).filter(trashed_at=None).exclude(hosted_id="", file="")
        fields = photos.order_by("pk").values_list("pk", "file_name", "name", "sku", "view", "hosted_id")
        for pk, file_name, name, sku, view, hosted_id in fields:
            self._identities[pk] = sku.casefold(), view
            _add(self._files, [file_name], pk)
            _add(self._names, {PurePath(file_name).stem, name, hosted_id}, pk)
            _add(self._skus, [sku], pk)
            self._words |= dict.fromkeys(filter(None, (file_name or name, sku)))

    def find(self, photo: str, sku: str, view: str) -> list[int]:
        """Return the ids of the photos that the cells of a row name. Raises UnknownPhoto.

        Without a photo, all photos of the SKU, or of its view, are meant.
        """
        if photo:
            return self._named(photo, sku, view)
        if not sku:
            raise UnknownPhoto("photo", _("Enter the file name, the SKU or the number of a photo."))
        ids = self._skus.get(sku.casefold(), [])
        if not ids:
            raise UnknownPhoto("sku", _("No photo has the SKU “%(sku)s”.") % {"sku": sku}, self._similar(sku))
        matching = [pk for pk in ids if view.casefold() in ("", self._identities[pk][1].casefold())]
        if not matching:
            text = _("No photo of this SKU has the view “%(view)s”.") % {"view": view}
            raise UnknownPhoto("view", text, sorted({self._identities[pk][1] for pk in ids} - {""}))
        return matching

    def _named(self, photo: str, sku: str, view: str) -> list[int]:
        number = row_id(photo.removeprefix("#"))
        by_number = [number] if number in self._identities else []
        if photo.startswith("#") and by_number:
            return by_number
        word = photo.casefold()
        ids = self._files.get(word) or self._names.get(word)
        if ids:
            return ids if len(ids) == 1 else self._only_one(photo, ids, sku, view)
        if found := self._skus.get(word) or by_number:
            return found
        text = _("There is no photo “%(photo)s”. Upload it, or enter another file name, SKU or number.")
        raise UnknownPhoto("photo", text % {"photo": photo}, self._similar(photo))

    def _only_one(self, photo: str, ids: Sequence[int], sku: str, view: str) -> list[int]:
        """Return the photo among several of one name that has the SKU and the view of the row."""
        matching = [
            pk
            for pk in ids
            if sku.casefold() in ("", self._identities[pk][0]) and view in ("", self._identities[pk][1])
        ]
        if len(matching) == 1:
            return matching
        numbers = [f"#{pk}" for pk in ids]
        text = _("%(count)s photos are called “%(photo)s”. Enter the number of one of them.")
        raise UnknownPhoto("photo", text % {"count": len(ids), "photo": photo}, numbers)

    def _similar(self, text: str) -> list[str]:
        """Return up to three file names or SKUs that are similar to a text, the most similar first."""
        shared: Counter[str] = Counter()
        for part in _parts(text):
            shared.update(self._words_by_part.get(part, ()))
        candidates = {word.casefold(): word for word, _count in shared.most_common(_CANDIDATES)}
        close = difflib.get_close_matches(text.casefold(), list(candidates), _SUGGESTIONS, _LEAST_SIMILARITY)
        return [candidates[word] for word in close]

    @cached_property
    def _words_by_part(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for word in self._words:
            for part in _parts(word):
                found[part].append(word)
        return found


def _add(index: dict[str, list[int]], words: Iterable[str], pk: int) -> None:
    for word in words:
        if word and pk not in index[word.casefold()][-1:]:
            index[word.casefold()].append(pk)


def _parts(text: str) -> set[str]:
    """Return all pairs of neighboring characters of a name without its extension."""
    stem = PurePath(text).stem.casefold()
    return {stem[start : start + 2] for start in range(max(len(stem) - 1, 1))}
