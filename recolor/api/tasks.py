"""Views of recolor tasks."""

from typing import Any

from django.db import transaction
from django.db.models import Prefetch, QuerySet, prefetch_related_objects
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import selectors, services
from ..exceptions import Conflict
from ..filters import filter_tasks_of_api
from ..ids import LARGEST_ID
from ..models import ColorChange, EngineName, Photo, RecolorTask
from ..prepared_query import PreparedQuery
from ..states import TaskStatus
from . import lookups
from .audit import audit_deletion
from .authentication import api_key_of
from .conditional import ConditionalGet
from .finished import TaskPagination
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .serializers import ColorChangeOutput, DetailOutput, NewTaskOutput, TaskFilters, TaskInput, TaskOutput, task_data

# Clients poll all the time: only the columns that an answer needs are read, above all of the photos.
_COLUMNS = {"result", "error_code", "error_message", "pose", "model"} | {
    field.name for field in RecolorTask._meta.concrete_fields if field.name in TaskOutput.Meta.fields
}
_POLLED = PreparedQuery(
    lambda workspace, pk: (
        RecolorTask.objects.filter(workspace_id=workspace).filter(pk=pk, trashed_at=None).order_by().only(*_COLUMNS)
    ),
    1,
    2,
)
_CHANGE_COLUMNS = [str(field.source) for field in ColorChangeOutput().fields.values()]
_CHANGES = PreparedQuery(lambda task: ColorChange.objects.filter(task_id=task).only("task", *_CHANGE_COLUMNS), 1)
_HOSTED_IDS = Photo.objects.only("hosted_id")


def _tasks(request: Request) -> QuerySet[RecolorTask]:
    """Return the workspace's tasks as answers need them."""
    tasks = selectors.tasks(api_key_of(request).workspace).select_related(None).select_related("pose", "model")
    return tasks.only(*_COLUMNS, "pose__hosted_id", "model__hosted_id")


def _polled_task(workspace_id: int, pk: int) -> RecolorTask:
    """Return a task of a workspace with its color changes. Raises NotFound."""
    tasks = _POLLED.rows(workspace_id, pk) if pk <= LARGEST_ID else []
    if not tasks:
        raise lookups.not_found(pk, "task")
    task: RecolorTask = tasks[0]
    # As if they had been prefetched, which Django does not offer for such queries.
    task._prefetched_objects_cache = {"color_changes": _CHANGES.rows(pk)}  # type: ignore[attr-defined]  # Django's
    if task.engine == EngineName.HOSTED:  # whose photos have other ids in answers
        prefetch_related_objects([task], Prefetch("pose", _HOSTED_IDS), Prefetch("model", _HOSTED_IDS))
    return task


class TaskListView(IdempotentPost, ListView[RecolorTask]):
    serializer_class = TaskOutput
    query_class = TaskFilters
    pagination_class = TaskPagination

    def rows(self, filters: dict[str, Any]) -> QuerySet[RecolorTask]:
        workspace = api_key_of(self.request).workspace
        assert isinstance(self.paginator, TaskPagination)
        if "finished_after" in filters:
            self.paginator.finished_after = self.request.query_params["finished_after"]
        if not any(filters.values()):
            self.paginator.known_count = selectors.task_count(workspace)
        return filter_tasks_of_api(_tasks(self.request), workspace, filters)

    @extend_schema(
        operation_id="list_tasks",
        summary="List tasks, newest first, or those that finished since the last time",
        parameters=[TaskFilters],
    )
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_task",
        summary="Recolor a base image",
        request=TaskInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={200: NewTaskOutput, 400: OpenApiResponse(description="Validation errors by field")},
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def create(self, request: Request) -> Response:
        data = TaskInput(data=request.data)
        data.is_valid(raise_exception=True)
        key = api_key_of(request)
        with transaction.atomic():  # so that a refused task leaves no new row for a hosted photo
            task = services.task_create(
                key.workspace, **lookups.task_request(key.workspace, data.validated_data), created_key=key
            )
            warnings = services.task_warnings(task)
        return Response(task_data(task, request) | {"warnings": warnings})


class TaskView(ConditionalGet):
    @extend_schema(operation_id="get_task", summary="Get a task", responses={200: TaskOutput, 404: DetailOutput})
    def get(self, request: Request, pk: int) -> Response:
        return Response(task_data(_polled_task(api_key_of(request).workspace_id, pk), request))

    @extend_schema(
        operation_id="delete_task",
        summary="Delete a task permanently; a running task is canceled",
        responses={200: DetailOutput, 404: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        services.task_delete(lookups.get_or_404(selectors.tasks(api_key_of(request).workspace), pk, "task"))
        audit_deletion(request, f"result {pk}")
        return Response({"detail": "Deleted successfully"})


class TaskRetryView(IdempotentPost, APIView):
    @extend_schema(
        operation_id="retry_task",
        summary="Queue a failed or canceled task again",
        request=None,
        parameters=[IDEMPOTENCY_KEY],
        responses={200: TaskOutput, 404: DetailOutput, 409: DetailOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def create(self, request: Request, pk: int) -> Response:
        workspace = api_key_of(request).workspace
        task = lookups.get_or_404(selectors.tasks(workspace), pk, "task")
        if task.status == TaskStatus.COMPLETED:
            raise Conflict(f"Task {pk} is completed. Only a failed task can be tried again.")
        services.task_retry(task)
        return Response(task_data(_polled_task(workspace.pk, pk), request))
