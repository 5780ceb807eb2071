"""The URLs of the dashboard and the Recolor API."""

from django.urls import include, path

urlpatterns = [
    path("", include("recolor.web.urls")),
    path("", include("recolor.api.urls")),
]

handler500 = "recolor.web.outages.failed"
