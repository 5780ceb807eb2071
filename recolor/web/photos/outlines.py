"""The outline check: one doubtful outline after the other, with a keystroke for each decision; see outline_check.js.

The address names the photos that are checked (`photos`, ids with commas; none for all), the page to return to (`back`),
the garment that is shown (`at`) and the one that was decided about before (`last`). A garment that is skipped is shown
again after the last one.
"""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ... import selectors
from ...ids import row_id
from ...models import Garment
from ..requests import StudioRequest, own_url, photo_ids, photo_ids_text

MAX_OUTLINES = 1000  # outlines whose order is read; the others follow when these are checked

Place = tuple[int, int, int]  # of a garment in the order of `selectors.doubtful_garments`


@dataclass(frozen=True)
class OutlineCheck:
    """The outlines that wait to be checked, and the addresses of the pages.

    Attributes
    ----------
    photos, back
        These fields of the address.
    places
        The garments in their order; the last number of each is the id.
    """

    photos: str
    back: str
    places: list[Place]

    @property
    def is_bounded(self) -> bool:
        """Whether there may be more outlines than `places` has."""
        return len(self.places) == MAX_OUTLINES

    def address(self, *, at: int | None = None, last: int | None = None) -> str:
        """Return the address that shows a garment, or the one after a garment that was decided about."""
        fields = {"photos": self.photos, "back": self.back, "at": at, "last": last}
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"{reverse('outlines')}?{query}" if query else reverse("outlines")

    def studio_address(self, garment: Garment) -> str:
        """Return the address of the studio that corrects a garment, and leads back to the check."""
        fields = {"correct": garment.name, "check": garment.pk, "photos": self.photos, "back": self.back}
        query = urlencode({name: value for name, value in fields.items() if value})
        return f"{reverse('photo', args=[garment.photo_id])}?{query}"

    def after(self, place: Place) -> int | None:
        """Return the id of the garment that follows on a place: after the last one, the first one; None if alone."""
        others = [each for each in self.places if each != place]
        return next((each[-1] for each in [*(o for o in others if o > place), *others]), None)

    def following(self, place: Place | None) -> int | None:
        """Return the id of the garment to show after a decision about another one: that one again if it still waits."""
        first = self.places[0][-1] if self.places else None
        return (place and self.after(place)) or first

    def before(self, place: Place) -> int | None:
        """Return the id of the garment before a place, if any."""
        return next((each[-1] for each in reversed(self.places) if each < place), None)


@require_safe
def outlines(request: StudioRequest) -> HttpResponse:
    """Show the garment `at`, else the one after `last`, else the first one; or that no outline waits."""
    ids = photo_ids(request.GET)
    waiting = selectors.doubtful_garments(request.workspace, ids).values_list("photo", "position", "pk")
    places = [(-photo, position, pk) for photo, position, pk in waiting[:MAX_OUTLINES]]
    check = _check(request, places)
    last = _garment(request, row_id(request.GET.get("last", "")), with_removed=True)
    garment = _garment(request, row_id(request.GET.get("at", "")))
    garment = garment or _garment(request, check.following(_place(last) if last else None))
    context = {"check": check, "last": last, "garment": garment, "back": check.back or _back(ids)}
    if last:
        context["last_address"] = check.address(at=last.pk)
    if garment:
        place = _place(garment)
        before, after = check.before(place), check.after(place)
        context |= {
            "decided": check.address(last=garment.pk),
            "stay": check.address(at=garment.pk),
            "correct": check.studio_address(garment),
            "before": check.address(at=before) if before else "",
            "after": check.address(at=after) if after else "",
            "following": _garment(request, after),
        }
    else:
        context["incomplete"] = selectors.incomplete_photos(request.workspace)
    response = render(request, "recolor/photos/outlines.html", context)
    if request.htmx:  # the address of the part that was replaced; “back” leaves the check
        response["HX-Replace-Url"] = request.get_full_path()
    return response


def studio_context(request: StudioRequest) -> dict[str, str]:
    """Return the addresses of the check that has opened the studio (`?check=GARMENT`), if one has.

    `outline_check` leads back to it, `outline_checked` follows when the garment's mask is saved.
    """
    pk = row_id(request.GET.get("check", ""))
    check = _check(request, [])
    return {"outline_check": check.address(at=pk), "outline_checked": check.address(last=pk)} if pk else {}


def _check(request: StudioRequest, places: list[Place]) -> OutlineCheck:
    photos = photo_ids_text(photo_ids(request.GET))
    return OutlineCheck(photos, own_url(request, request.GET.get("back", ""), ""), places)


def _garment(request: StudioRequest, pk: int | None, *, with_removed: bool = False) -> Garment | None:
    """Return the garment of an id, if it is one of the workspace."""
    garments = _garments(request) if with_removed else _garments(request).filter(removed_at=None)
    return garments.filter(pk=pk).first() if pk else None


def _garments(request: StudioRequest) -> QuerySet[Garment]:
    photos = selectors.photos(request.workspace)
    return Garment.with_removed.filter(photo__in=photos).select_related("photo")


def _place(garment: Garment) -> Place:
    return -garment.photo_id, garment.position, garment.pk


def _back(ids: list[int]) -> str:
    """Return the address to return to without `back`: the studio if one photo is checked, else the library."""
    return reverse("photo", args=ids) if len(ids) == 1 else reverse("photos")
