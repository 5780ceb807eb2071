"""From an HTTP answer to its JSON, or to the error that it stands for."""

import contextlib
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests

from .errors import (
    AuthenticationError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    RecolorAPIError,
    ServerError,
)

_LONGEST = 500  # of a service's message that is passed on


def read_json(response: requests.Response) -> Any:
    """The JSON of a good answer; a RecolorAPIError for every other."""
    if response.status_code >= 300:
        raise error_of(response)
    try:
        return response.json()
    except ValueError:
        raise ServerError(
            "The service answered with something that is not JSON; is this the address of a Recolor API?",
            **_details(response, {}),
            maybe_done=True,
        ) from None


def error_of(response: requests.Response) -> RecolorAPIError:
    """The error that an answer with a status of 300 and more stands for."""
    status, body = response.status_code, _body(response)
    details = _details(response, body)
    message = _message(body)
    if status in (401, 403):
        return AuthenticationError(message or "The service refuses the API key.", **details)
    if status == 404:
        return NotFoundError(message or "The service knows no such thing.", **details)
    if status == 429:
        wait = retry_after(response)
        return RateLimitError(message or "Too many calls; wait a little.", retry_after=wait, **details)
    if 400 <= status < 500:
        fields = _fields(body)
        said = "; ".join(f"{name}: {' '.join(problems)}" for name, problems in fields.items())
        return InvalidRequestError(
            (said or message or f"The service refuses this ({status}).")[:_LONGEST], fields=fields, **details
        )
    return ServerError(message or f"The service failed ({status}).", **details, maybe_done=status >= 500)


def retry_after(response: requests.Response) -> float | None:
    """Seconds to wait by `Retry-After`, a number or a date (RFC 9110, 10.2.3).

    A date is read by the service's own clock, which need not agree with ours.
    """
    text = response.headers.get("Retry-After", "")
    with contextlib.suppress(ValueError):
        return max(0.0, float(text))
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (_utc(until) - _utc(now)).total_seconds())


def _utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _body(response: requests.Response) -> Mapping[str, Any]:
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, Mapping) else {"detail": str(body)}


def _message(body: Mapping[str, Any]) -> str:
    """`{"detail": …}` from ours; others say `message`, `error`, or an object within."""
    for name in ("detail", "message", "error"):
        value = body.get(name)
        if isinstance(value, Mapping):
            value = value.get("message") or value.get("detail")
        if isinstance(value, str) and value:
            return value[:_LONGEST]
    return ""


def _fields(body: Mapping[str, Any]) -> dict[str, list[str]]:
    inner = body.get("errors")
    fields = inner if isinstance(inner, Mapping) else body
    return {
        str(name): [str(problem) for problem in problems]
        for name, problems in fields.items()
        if isinstance(problems, list)
    }


def _details(response: requests.Response, body: Mapping[str, Any]) -> dict[str, Any]:
    error = body.get("error")
    code = body.get("code") or (error.get("code") if isinstance(error, Mapping) else None)
    return {
        "status": response.status_code,
        "code": str(code) if code else None,
        "request_id": response.headers.get("x-request-id"),
    }
