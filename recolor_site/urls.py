"""The URLs of the dashboard and the Recolor API."""

from django.urls import include, path

urlpatterns = [
    path("", include("recolor.api.urls")),  # first, because polls are the most frequent requests
    path("", include("recolor.web.urls")),
]

handler400 = "recolor.web.outages.refused"
handler404 = "recolor.web.not_found.not_found"
handler500 = "recolor.web.outages.failed"
