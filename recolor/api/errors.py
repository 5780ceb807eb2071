"""The format of error answers: `{"field": ["…"]}` for status 400, `{"detail": "…"}` for all others."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.exceptions import ValidationError as ServiceError
from rest_framework import status
from rest_framework.exceptions import ParseError, ValidationError
from rest_framework.response import Response
from rest_framework.views import exception_handler as rest_exception_handler
from rest_framework.views import set_rollback

from ..exceptions import DATABASE_UNREACHABLE, Conflict, StorageError

logger = logging.getLogger(__name__)

_DATABASE_UNREACHABLE = "The database is busy or cannot be reached. Send the request again, with its Idempotency-Key."
_RETRY_AFTER = "5"  # seconds


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Return the answer for an exception in a view; None if it is not an expected one."""
    if isinstance(error, Conflict):
        set_rollback()
        return Response({"detail": str(error)}, status=status.HTTP_409_CONFLICT)
    if isinstance(error, (StorageError, *DATABASE_UNREACHABLE)):
        logger.error("%s", error, exc_info=error)
        set_rollback()
        detail = str(error) if isinstance(error, StorageError) else _DATABASE_UNREACHABLE
        headers = {"Retry-After": _RETRY_AFTER}
        return Response({"detail": detail}, status=status.HTTP_503_SERVICE_UNAVAILABLE, headers=headers)
    if isinstance(error, RequestDataTooBig):  # a multipart body with a long text in a field
        detail = "A field of the request is too long. Send the picture as a file."
        return Response({"detail": detail}, status=status.HTTP_413_REQUEST_ENTITY_TOO_LARGE)
    if isinstance(error, (TooManyFieldsSent, TooManyFilesSent)):
        error = ParseError("It has too many fields or files.")
    if isinstance(error, ServiceError):
        fields = getattr(error, "error_dict", None) and error.message_dict
        error = ValidationError(fields or {NON_FIELD_ERRORS: error.messages})
    if isinstance(error, ParseError):
        error = ValidationError({"non_field_errors": [f"The request body could not be read: {error.detail}"]})
    response = rest_exception_handler(error, context)
    if response is not None and isinstance(error, ValidationError):
        detail = response.data
        fields = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        response.data = {field: list(_sentences(problems)) for field, problems in fields.items()}
    return response


def _sentences(problems: Any, path: str = "") -> Iterator[str]:
    """Yield nested problems as sentences that begin with the position of the problem: `item 2, color: …`."""
    if isinstance(problems, dict):
        for key, inner in problems.items():
            step = f"item {key + 1}" if isinstance(key, int) else str(key)
            yield from _sentences(inner, f"{path}, {step}" if path else step)
    elif isinstance(problems, list):
        for index, inner in enumerate(problems):
            is_nested = isinstance(inner, dict)
            yield from _sentences(inner, f"{path}, item {index + 1}".lstrip(", ") if is_nested else path)
    else:
        yield f"{path}: {problems}" if path else str(problems)
