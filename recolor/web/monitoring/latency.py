"""Middleware that measures how long requests take, and logs those that may change something."""

import logging
import os
import shutil
import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Histogram

logger = logging.getLogger(__name__)

# Each process counts by itself; gunicorn.conf.py names the folder in which all counts come together.
REQUEST_SECONDS = Histogram(
    "recolor_http_request_seconds",
    "Seconds until the answer to a request began, by method, name of the URL and status.",
    ["method", "url", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_LEAST_SPACE = 1 << 20  # bytes
_METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class LatencyMiddleware:
    """Observe the duration of each request in `REQUEST_SECONDS`, and log it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        # The name of the URL, not the path: ids would make a series of their own each.
        match = request.resolver_match
        url = (match.url_name or match.route) if match else "none"
        method = request.method if request.method in _METHODS else "other"
        seconds = time.perf_counter() - started
        if not _disk_is_full():
            REQUEST_SECONDS.labels(method, url, str(response.status_code)).observe(seconds)
        # Not the path, which may contain the token of a link. Pages that are only read would fill the log.
        level = logging.DEBUG if method in ("GET", "HEAD") else logging.INFO
        logger.log(level, "%s %s: %s in %.0f ms", method, url, response.status_code, seconds * 1000)
        return response


def _disk_is_full() -> bool:
    """Whether measurements have no place: the files are mapped into memory, and a write would kill the process then."""
    folder = os.environ.get("PROMETHEUS_MULTIPROC_DIR")
    return folder is not None and shutil.disk_usage(folder).free < _LEAST_SPACE
