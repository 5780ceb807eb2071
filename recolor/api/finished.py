"""Reading what has finished since the last time, with `?finished_after=`: a time, then what the last answer says."""

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.fields import empty
from rest_framework.response import Response
from rest_framework.utils.urls import remove_query_param, replace_query_param

from ..filters import FinishCursor
from ..ids import LARGEST_ID
from ..models import RecolorTask
from .pagination import LongListPagination

_SEPARATOR = "~"  # needs no encoding in an address


@extend_schema_field(OpenApiTypes.STR)
class FinishedAfter(serializers.DateTimeField):
    """A time, or one with the id of a task that finished then: of several, the later ones have larger ids."""

    default_error_messages = {
        "invalid": "Send a time such as 2026-11-28T09:00:00Z, or the `finished_after` of the last answer."
    }

    def get_value(self, dictionary: Mapping[str, Any]) -> Any:
        # An empty value is wrong, too: a program that lost its place would read the list from the start, every time.
        return dictionary.get(self.field_name or "", empty)

    def to_internal_value(self, value: Any) -> FinishCursor:  # type: ignore[override]
        text, separator, number = str(value).partition(_SEPARATOR)
        pk = int(number) if number.isascii() and number.isdecimal() and len(number) < len(str(LARGEST_ID)) else None
        if separator and pk is None:
            self.fail("invalid")
        return FinishCursor(super().to_internal_value(text), LARGEST_ID if pk is None else pk)


def _cursor_text(task: RecolorTask) -> str:
    assert task.completed_at
    return f"{task.completed_at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}{_SEPARATOR}{task.pk}"


class TaskPagination(LongListPagination):
    """Pages of tasks. With `finished_after`, the next page begins after the last task, whatever happens to the others.

    finished_after: as it was sent.
    """

    finished_after: str | None = None

    def get_next_link(self) -> str | None:
        link = super().get_next_link()
        if link is None or self.finished_after is None:
            return link
        return replace_query_param(remove_query_param(link, self.page_query_param), "finished_after", self._last())

    def get_paginated_response(self, data: Any) -> Response:
        response = super().get_paginated_response(data)
        if self.finished_after is not None:
            response.data["finished_after"] = self._last()
        return response

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        described: dict[str, Any] = super().get_paginated_response_schema(schema)
        described["properties"]["finished_after"] = {
            "type": "string",
            "description": "Only if it was sent: what to send the next time, for the tasks that finish later.",
        }
        return described

    def _last(self) -> str:
        assert self.page is not None
        tasks = self.page.object_list
        return _cursor_text(tasks[-1]) if tasks else str(self.finished_after)
