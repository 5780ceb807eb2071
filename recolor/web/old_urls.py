"""Redirects from the URLs of earlier versions, which are in bookmarks and messages. The query is kept."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import path, re_path
from django.views.generic import RedirectView


def _redirect(url: str) -> Callable[..., HttpResponseBase]:
    return RedirectView.as_view(url=url, query_string=True, permanent=True)


urlpatterns = [
    path("gallery/", _redirect("/results/")),
    path("trash/", _redirect("/results/trash/")),
    re_path(r"^tasks/(?P<rest>\d+/.*)$", _redirect("/results/%(rest)s")),
]
