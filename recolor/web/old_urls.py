"""URLs of earlier versions, which people have in bookmarks and messages; each redirects with its query."""

from django.urls import path, re_path
from django.views.generic import RedirectView


def _redirect(url: str) -> RedirectView:
    return RedirectView.as_view(url=url, query_string=True, permanent=True)


urlpatterns = [
    path("gallery/", _redirect("/results/")),
    path("trash/", _redirect("/results/trash/")),
    re_path(r"^tasks/(?P<rest>\d+/.*)$", _redirect("/results/%(rest)s")),
]
