"""What log lines say about their origin: the request, and the job that a worker works on.

A job keeps the id of the request that created it, so that the lines of the web process and of the worker have the same
id.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django_guid import get_guid
from django_guid.context import guid

MAX_REQUEST_ID = 64  # characters of a request id that a job keeps

_job: ContextVar[str] = ContextVar("job", default="")


def current_request_id() -> str:
    """Return the id of the current request, or of the one that created the current job; empty outside of both."""
    return (get_guid() or "")[:MAX_REQUEST_ID]


def current_job() -> str:
    """Return the job that the current thread works on, such as "task 501"; empty outside of jobs."""
    return _job.get()


@contextmanager
def job_context(job: str, request_id: str) -> Iterator[None]:
    """Have log lines name a job, and the request that created it."""
    job_token, request_token = _job.set(job), guid.set(request_id or None)
    try:
        yield
    finally:
        _job.reset(job_token)
        guid.reset(request_token)
