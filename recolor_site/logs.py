"""What log lines look like: as text for people, or as JSON for programs that collect them."""

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache

from django.urls import URLResolver, get_resolver

from recolor.log_context import current_job, current_request_id


class ContextFilter(logging.Filter):
    """Set `record.request_id`, `record.job`, and both as text in `record.context`, such as ` request=ID job=task-501`.

    Outside of requests and jobs, all of them are empty.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        request_id, job = current_request_id(), current_job()
        fields = (("request", request_id), ("job", job.replace(" ", "-")))
        context = "".join(f" {name}={value}" for name, value in fields if value)
        record.__dict__ |= {"request_id": request_id, "job": job, "context": context}
        return True


class SecretPathFilter(logging.Filter):
    """Put the route in place of the path in Django's own lines about requests if the path contains a token.

    `Unprocessable Entity: /join/<str:token>/` replaces a line with a link that works. The beginning of the path
    decides, because a request may be refused before its URL is resolved, and a mistyped path may contain a valid token.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = getattr(getattr(record, "request", None), "path_info", "")[1:]
        for beginning, route in _secret_routes().items():
            if path.startswith(beginning) and path != beginning and isinstance(record.args, tuple):
                # Django escapes the path, so it may differ from that of the request; no other value begins like it.
                record.args = tuple(f"/{route}" if str(each).startswith("/") else each for each in record.args)
        return True


@cache
def _secret_routes() -> dict[str, str]:
    """Return the routes with a token, such as `join/<str:token>/`, by what comes before their first parameter."""
    return {route.partition("<")[0]: route for route in _routes(get_resolver()) if ":token>" in route}


def _routes(resolver: URLResolver, before: str = "") -> Iterator[str]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from _routes(each, route)
        else:
            yield route


class JsonFormatter(logging.Formatter):
    """Formats a record as an object in one line: time, level, logger, message, and what else is known."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", ""),
            "job": getattr(record, "job", ""),
            "process": record.process,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps({name: value for name, value in line.items() if value != ""}, ensure_ascii=False)
