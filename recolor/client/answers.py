"""Reading HTTP answers: the JSON of a successful one, and the exception for any other."""

import contextlib
import math
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

_MAX_MESSAGE_LENGTH = 500  # characters of a service's message that are passed on


def read_json(response: requests.Response) -> Any:
    """Return the JSON of a successful answer. Raises RecolorAPIError for any other answer."""
    if response.status_code >= 300:
        raise error_from_response(response)
    try:
        return response.json()
    except ValueError:
        raise ServerError(
            "The service's answer is not JSON. Check that this is the address of a Recolor API.",
            **_error_details(response, {}),
            maybe_done=True,
        ) from None


def error_from_response(response: requests.Response) -> RecolorAPIError:
    """Return the exception for an answer with a status of 300 or more."""
    status, body = response.status_code, _json_object(response)
    details = _error_details(response, body)
    message = _message(body)
    if status in (401, 403):
        return AuthenticationError(message or "The service refuses the API key.", **details)
    if status == 404:
        return NotFoundError(message or "The service does not have the requested task or file.", **details)
    if status == 429:
        return RateLimitError(message or "There were too many calls. Wait a little.", **details)
    if 400 <= status < 500:
        fields = _fields(body)
        field_text = "; ".join(f"{name}: {' '.join(problems)}" for name, problems in fields.items())
        text = field_text or message or f"The service refuses the request (status {status})."
        return InvalidRequestError(text[:_MAX_MESSAGE_LENGTH], fields=fields, **details)
    return ServerError(message or f"The service failed (status {status}).", **details, maybe_done=status >= 500)


def retry_after(response: requests.Response) -> float | None:
    """Return the seconds to wait that `Retry-After` demands, as a number or a date (RFC 9110, section 10.2.3).

    None if it is neither; `inf` and `nan`, which Python reads as numbers, are neither. A date is compared with the
    answer's own `Date`, because the clocks of the service and of this machine may differ.
    """
    text = response.headers.get("Retry-After", "")
    with contextlib.suppress(ValueError):
        seconds = float(text)
        return max(0.0, seconds) if math.isfinite(seconds) else None
    try:
        until = parsedate_to_datetime(text)
        now = parsedate_to_datetime(response.headers.get("Date", ""))
    except (TypeError, ValueError):
        return None
    return max(0.0, (_as_utc(until) - _as_utc(now)).total_seconds())


def _as_utc(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _json_object(response: requests.Response) -> Mapping[str, Any]:
    """Return an answer's JSON object; other JSON as its `detail`, and an empty object for anything but JSON."""
    try:
        body = response.json()
    except ValueError:
        return {}
    return body if isinstance(body, Mapping) else {"detail": str(body)}


def _message(body: Mapping[str, Any]) -> str:
    """Return the message of an error answer, or an empty string.

    The contract's field is `detail`. Other services use `message`, `error`, or an object with such a field.
    """
    for name in ("detail", "message", "error"):
        value = body.get(name)
        if isinstance(value, Mapping):
            value = value.get("message") or value.get("detail")
        if isinstance(value, str) and value:
            return value[:_MAX_MESSAGE_LENGTH]
    return ""


def _fields(body: Mapping[str, Any]) -> dict[str, list[str]]:
    """Return the problems by field, from the answer itself or from an object `errors` in it."""
    errors = body.get("errors")
    fields = errors if isinstance(errors, Mapping) else body
    return {
        str(name): [str(problem) for problem in problems]
        for name, problems in fields.items()
        if isinstance(problems, list)
    }


def _error_details(response: requests.Response, body: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that all exceptions take."""
    error = body.get("error")
    code = body.get("code") or (error.get("code") if isinstance(error, Mapping) else None)
    return {
        "status": response.status_code,
        "code": str(code) if code else None,
        "request_id": response.headers.get("x-request-id"),
        "retry_after": retry_after(response),
    }
