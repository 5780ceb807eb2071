"""The type of the dashboard's requests, and values that several views read from them."""

from collections.abc import Iterable
from itertools import islice
from typing import Any

from django.contrib.auth.models import User
from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils.http import url_has_allowed_host_and_scheme
from django_htmx.middleware import HtmxDetails

from ..ids import row_id
from ..models import Workspace

MAX_PHOTOS = 200  # photos that one paste or one batch takes; their ids must fit into an address


class StudioRequest(HttpRequest):
    """The request of a signed-in person, with the attributes that the middleware sets."""

    htmx: HtmxDetails
    user: User
    workspace: Workspace
    workspaces: list[Workspace]


def next_url(request: HttpRequest, default: str) -> str:
    """Return the form's `next` if it is an address of this site, else `default`."""
    return own_url(request, request.POST.get("next", ""), default)


def own_url(request: HttpRequest, url: str, default: str) -> str:
    """Return an address that was sent if it is one of this site, else `default`."""
    return url if url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}) else default


def selected_ids(data: QueryDict, field: str = "task") -> list[int]:
    """Return the ids of the ticked rows: of results, or of photos with the field `photo`."""
    return [pk for text in data.getlist(field) if (pk := row_id(text)) is not None]


def photo_ids(query: QueryDict) -> list[int]:
    """Return the ids in the field `photos` of an address, which `photo_ids_text` writes."""
    return [pk for text in query.get("photos", "").split(",") if (pk := row_id(text)) is not None]


def photo_ids_text(ids: Iterable[int], most: int = MAX_PHOTOS + 1) -> str:
    """Return ids of photos for the field `photos` of an address, at most so many.

    A page takes `MAX_PHOTOS` of them; the one more tells it that there were others.
    """
    return ",".join(map(str, islice(ids, most)))


def parse_filters(query: QueryDict, form_class: type[Form]) -> dict[str, Any]:
    """Return the filters in a query; leave out invalid values instead of raising an error."""
    form = form_class(query)
    form.is_valid()
    return form.cleaned_data
