"""The format of error answers: `{"field": ["…"]}` for status 400, `{"detail": "…"}` for all others."""

import logging
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.core.exceptions import ValidationError as ServiceError
from rest_framework import status
from rest_framework.exceptions import (
    ErrorDetail,
    MethodNotAllowed,
    NotAuthenticated,
    ParseError,
    UnsupportedMediaType,
    ValidationError,
)
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView, set_rollback
from rest_framework.views import exception_handler as rest_exception_handler

from ..exceptions import DATABASE_UNREACHABLE, Conflict, StorageError
from . import texts

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
        error = ValidationError(problems_of(error))
    if isinstance(error, ParseError):
        error = ValidationError({"non_field_errors": [f"The request body could not be read: {error.detail}"]})
    _say_what_would_be_right(error, context["view"], context["request"])
    response = rest_exception_handler(error, context)
    if response is not None and isinstance(error, ValidationError):
        detail = response.data
        fields = detail if isinstance(detail, dict) else {"non_field_errors": detail}
        response.data = {field: list(_sentences(problems)) for field, problems in fields.items()}
    return response


def problems_of(error: ServiceError) -> dict[str, list[str]]:
    """Return the problems that a service has found, by field."""
    return error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}


def _say_what_would_be_right(error: Exception, view: APIView, request: Request) -> None:
    """Replace the text of an exception that REST framework raises before a view is called."""
    if isinstance(error, NotAuthenticated):
        error.detail = ErrorDetail(texts.KEY_MISSING)
    elif isinstance(error, UnsupportedMediaType):
        accepted = [parser.media_type for parser in view.parser_classes]
        error.detail = ErrorDetail(texts.unsupported_media_type(request.content_type, accepted))
    elif isinstance(error, MethodNotAllowed):
        error.detail = ErrorDetail(texts.unsupported_method(str(request.method), view.allowed_methods))


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
