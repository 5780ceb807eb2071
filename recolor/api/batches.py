"""Views of batches: many tasks, created together."""

from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import selectors, services
from . import lookups
from .authentication import api_key_of
from .batch_serializers import BatchInput, BatchOutput, NewBatchOutput
from .conditional import ConditionalGet
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .serializers import DetailOutput


class BatchListView(IdempotentPost, ConditionalGet):
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
        data.is_valid(raise_exception=True)
        fields, key = data.validated_data, api_key_of(request)
        dry_run = fields["dry_run"]
        with transaction.atomic():  # so that a refused batch, and a dry run, leave no new rows for hosted photos
            requests = lookups.task_requests(key.workspace, fields["tasks"])
            batch = services.batch_create(
                key.workspace, requests, name=fields["name"], created_key=key, dry_run=dry_run
            )
            warnings = services.batch_warnings(requests)  # of valid targets
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
        batch = lookups.get_or_404(selectors.batches(api_key_of(request).workspace), pk, "batch")
        return Response(BatchOutput(batch).data)
