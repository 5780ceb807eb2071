"""What log lines look like: as text for people, or as JSON for programs that collect them."""

import json
import logging
from datetime import UTC, datetime

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
