"""Views of batches: many tasks that are created together, and paused, resumed, canceled and retried together."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import selectors, services
from ..exceptions import RequestsRefused
from ..models import Batch, Workspace
from . import lookups
from .audit import audit_trashing
from .authentication import api_key_of
from .batch_serializers import BatchChange, BatchInput, BatchOutput, BatchSummaryOutput, NewBatchOutput
from .conditional import ConditionalGet
from .errors import problems_of
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .pagination import LongListPagination
from .serializers import DetailOutput


def _batch(request: Request, pk: int) -> Batch:
    return lookups.get_or_404(selectors.batches(api_key_of(request).workspace), pk, "batch")


def _checked_requests(workspace: Workspace, data: BatchInput) -> list[dict[str, Any]]:
    """Return the fields of the `TaskRequest`s of a new batch. Raises ValidationError with all problems of all tasks."""
    data.is_valid()
    requests, wrong_ids = lookups.task_requests(workspace, data.tasks_by_index())
    if not data.errors and not wrong_ids:
        return list(requests.values())  # which are checked when they are created
    refused: dict[int, Any] = {}
    try:
        services.tasks_check(workspace, [services.TaskRequest(**fields) for fields in requests.values()])
    except RequestsRefused as refusal:
        indexes = list(requests)
        refused = {indexes[position]: problems_of(error) for position, error in refusal.errors.items()}
    problems = dict(data.errors)
    if wrong_ids or refused:
        problems["tasks"] = dict(sorted({**problems.get("tasks", {}), **wrong_ids, **refused}.items()))
    raise ValidationError(problems)


def _answer(request: Request, pk: int) -> Response:
    return Response(BatchOutput(_batch(request, pk)).data)


def _action(operation_id: str, summary: str) -> Callable[[Callable[..., Response]], Callable[..., Response]]:
    """Return the description of a call that changes a batch."""
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        request=None,
        parameters=[IDEMPOTENCY_KEY],
        responses={200: BatchOutput, 404: DetailOutput},
    )


class BatchListView(IdempotentPost, ListView[Batch]):
    serializer_class = BatchSummaryOutput
    pagination_class = LongListPagination  # a batch is counted only on its page

    def rows(self, filters: dict[str, Any]) -> QuerySet[Batch]:
        return selectors.batches(api_key_of(self.request).workspace)

    @extend_schema(operation_id="list_batches", summary="List batches, newest first")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_batch",
        summary="Create several tasks at once, all or none",
        request=BatchInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={
            200: OpenApiResponse(NewBatchOutput, description="A dry run: all tasks are valid; none was created"),
            201: NewBatchOutput,
            400: OpenApiResponse(description="Validation errors by field"),
        },
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def create(self, request: Request) -> Response:
        data = BatchInput(data=request.data)
        key = api_key_of(request)
        with transaction.atomic():  # so that a refused batch, and a dry run, leave no new rows for hosted photos
            requests = _checked_requests(key.workspace, data)
            fields = data.validated_data
            dry_run = fields["dry_run"]
            batch = services.batch_create(
                key.workspace,
                requests,
                name=fields["name"],
                created_key=key,
                one_tone=fields["one_tone"],
                dry_run=dry_run,
            )
            warnings = services.batch_warnings(batch, requests)
            if dry_run:
                transaction.set_rollback(True)
        answer = {
            "id": None if dry_run else batch.pk,
            "count": len(requests),
            "status": "valid" if dry_run else "queued",
            "warnings": warnings,
        }
        return Response(answer, status=status.HTTP_200_OK if dry_run else status.HTTP_201_CREATED)


class BatchView(ConditionalGet):
    @extend_schema(operation_id="get_batch", summary="Get a batch", responses={200: BatchOutput, 404: DetailOutput})
    def get(self, request: Request, pk: int) -> Response:
        return _answer(request, pk)

    @extend_schema(
        operation_id="change_batch",
        summary="Rename a batch",
        request=BatchChange,
        responses={200: BatchOutput, 400: OpenApiResponse(description="Validation errors by field"), 404: DetailOutput},
    )
    def patch(self, request: Request, pk: int) -> Response:
        batch = _batch(request, pk)
        data = BatchChange(data=request.data)
        data.is_valid(raise_exception=True)
        services.batch_rename(batch, data.validated_data["name"])
        return _answer(request, pk)

    @extend_schema(
        operation_id="delete_batch",
        summary="Move a batch with its tasks to the trash, and cancel those in progress",
        responses={200: DetailOutput, 404: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        batch = _batch(request, pk)
        _group, count = services.batch_trash(batch)
        audit_trashing(request, f"batch {pk}, “{batch.name}”, and its results ({count})")
        return Response({"detail": "Moved to the trash"})


class BatchActionView(IdempotentPost, APIView):
    """A base class of views that change a batch; the answer is the changed batch."""

    def change(self, batch: Batch) -> object:
        raise NotImplementedError

    def create(self, request: Request, pk: int) -> Response:
        self.change(_batch(request, pk))
        return _answer(request, pk)


class BatchPauseView(BatchActionView):
    change = staticmethod(services.batch_pause)

    @_action("pause_batch", "Leave the queued tasks of a batch in the queue; running ones finish")
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)


class BatchResumeView(BatchActionView):
    change = staticmethod(services.batch_resume)

    @_action("resume_batch", "Continue a paused batch")
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)


class BatchWorkView(BatchActionView):
    """A base class of views that change up to a thousand tasks, in portions: outside the transaction of the answer.

    A repeated request whose first one was killed changes what is left.
    """

    def prepare(self, request: Request, pk: int) -> Callable[[], Response]:
        self.change(_batch(request, pk))
        return partial(_answer, request, pk)


class BatchCancelView(BatchWorkView):
    change = staticmethod(services.batch_cancel_rest)

    @_action("cancel_batch", "Cancel the queued and running tasks of a batch, and end a pause")
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)


class BatchRetryView(BatchWorkView):
    change = staticmethod(services.batch_retry_failed)

    @_action("retry_batch", "Queue the failed tasks of a batch again, without canceled ones and replaced versions")
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)


class BatchRestoreView(IdempotentPost, APIView):
    @_action("restore_batch", "Restore a batch from the trash, with the tasks that were moved there with it")
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def create(self, request: Request, pk: int) -> Response:
        trashed = selectors.trashed_batches(api_key_of(request).workspace)
        # In one transaction: an interrupted call could not be repeated if the batch had left the trash already.
        with transaction.atomic():
            services.batches_restore([lookups.get_or_404(trashed, pk, "batch in the trash")])
        return _answer(request, pk)
