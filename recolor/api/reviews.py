"""Views of the reviews of a result: each is recorded, and none is changed afterwards."""

import uuid
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import selectors, services
from ..exceptions import Conflict
from ..models import RecolorTask, ReviewRecord
from . import lookups
from .authentication import api_key_of
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .review_serializers import ReviewInput, ReviewOutput
from .serializers import DetailOutput


def _task(request: Request, pk: int) -> RecolorTask:
    return lookups.get_or_404(selectors.tasks(api_key_of(request).workspace), pk, "task")


class ReviewListView(IdempotentPost, ListView[ReviewRecord]):
    serializer_class = ReviewOutput

    def rows(self, filters: dict[str, Any]) -> QuerySet[ReviewRecord]:
        return _task(self.request, self.kwargs["pk"]).review_records.select_related("by", "key").order_by("-id")

    @extend_schema(operation_id="list_reviews", summary="List the reviews of a task's result, newest first")
    def get(self, request: Request, pk: int) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_review",
        summary="Approve or reject the result of a task, or take the decision back",
        request=ReviewInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={
            201: ReviewOutput,
            400: OpenApiResponse(description="Validation errors by field"),
            404: DetailOutput,
            409: DetailOutput,
        },
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def create(self, request: Request, pk: int) -> Response:
        task = _task(request, pk)
        data = ReviewInput(data=request.data)
        data.is_valid(raise_exception=True)
        fields = data.validated_data
        decided_in = uuid.uuid4()
        if not services.tasks_review(
            [task], fields["review"], key=api_key_of(request), note=fields["note"], decided_in=decided_in
        ):
            raise Conflict(f"Task {pk} is {task.status}. Only the result of a completed task can be reviewed.")
        record = task.review_records.select_related("by", "key").filter(decided_in=decided_in).first()
        if record is None:
            raise Conflict(f"The result of task {pk} is to be reviewed already; there is no decision to take back.")
        return Response(ReviewOutput(record).data, status=status.HTTP_201_CREATED)
