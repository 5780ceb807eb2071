"""URLs of the dashboard, by area."""

from django.contrib.auth.decorators import login_not_required
from django.urls import include, path
from django.views.generic import RedirectView
from django.views.i18n import JavaScriptCatalog

from . import live, offline, old_urls

urlpatterns = [
    path("", RedirectView.as_view(pattern_name="photos"), name="home"),
    path("photos/", include("recolor.web.photos.urls")),
    path("batches/", include("recolor.web.batches.urls")),
    path("results/", include("recolor.web.results.urls")),
    path("settings/", include("recolor.web.settings.urls")),
    path("", include("recolor.web.accounts.urls")),
    path("", include("recolor.web.monitoring.urls")),
    path("live/", live.live, name="live"),
    path("live/open-work/", live.open_work, name="open_work"),
    path("service-worker.js", offline.service_worker, name="service_worker"),
    path("offline/", offline.page, name="offline"),
    path("texts.js", login_not_required(JavaScriptCatalog.as_view()), name="javascript_catalog"),
    *old_urls.urlpatterns,
]
