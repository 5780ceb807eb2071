"""Importing sheets: tables whose rows become the tasks of a batch, or give base images SKUs and views."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from django.core.exceptions import ValidationError as ServiceError
from django.db import transaction
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import services, sheet_files
from ..exceptions import Conflict
from ..models import Sheet
from ..services.batches import MAX_TASKS
from .authentication import api_key_of
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .parsers import FlatJSONParser
from .serializers import DetailOutput
from .sheet_serializers import ImportedSheetOutput, SheetFileInput, SheetRowsInput

_DEFAULT_NAME = "API"  # of a sheet without a file, and so of its batch


class SheetImportView(IdempotentPost, APIView):
    parser_classes = (FlatJSONParser, MultiPartParser)

    @extend_schema(
        operation_id="import_sheet",
        summary="Create the batch that a sheet describes, or say what each of its rows would do",
        request={"application/json": SheetRowsInput, "multipart/form-data": SheetFileInput},
        parameters=[IDEMPOTENCY_KEY],
        responses={
            200: OpenApiResponse(ImportedSheetOutput, description="A dry run; nothing was created"),
            201: ImportedSheetOutput,
            400: OpenApiResponse(description="Validation errors by field; `rows` has those of the cells"),
            409: DetailOutput,
        },
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def prepare(self, request: Request) -> Callable[[], Response]:
        is_file = "file" in request.FILES or (isinstance(request.data, Mapping) and "rows" not in request.data)
        data = (SheetFileInput if is_file else SheetRowsInput)(data=request.data)
        data.is_valid(raise_exception=True)
        fields, workspace = data.validated_data, api_key_of(request).workspace
        try:
            if is_file:
                content = fields["file"].read(sheet_files.MAX_BYTES + 1)
                sheet = services.sheet_of_file(workspace, file_name=fields["file"].name, content=content)
            else:
                sheet = services.sheet_of_rows(workspace, fields["rows"], name=fields["name"] or _DEFAULT_NAME)
        except sheet_files.SheetFileError as error:
            raise ValidationError({"file" if is_file else "rows": [str(error)]}) from error
        return partial(_dry_run if fields["dry_run"] else _start, request, sheet, fields)


def _dry_run(request: Request, sheet: Sheet, fields: dict[str, Any]) -> Response:
    plan = services.sheet_plan(sheet, repeat=fields["repeat"])
    imported_before = services.sheet_imported(sheet) is not None
    count = len(plan.requests)
    fits = 0 < count <= MAX_TASKS or (not count and plan.identities)
    valid = fits and (fields["leave_out"] or not plan.wrong) and (fields["again"] or not imported_before)
    answer = _answer(sheet, plan, id=None, status="valid" if valid else "invalid", imported_before=imported_before)
    return Response(answer, status=status.HTTP_200_OK)


def _start(request: Request, sheet: Sheet, fields: dict[str, Any]) -> Response:
    imported_before = services.sheet_imported(sheet) is not None
    if imported_before and not fields["again"]:
        raise Conflict("This sheet has been imported before. Send `again` as true to import it again.")
    options = {name: fields[name] for name in ("name", "leave_out", "repeat", "again")}
    with transaction.atomic():  # so that a refused sheet is not stored
        sheet.save()
        try:
            started = services.sheet_start(sheet, created_key=api_key_of(request), **options)
        except ServiceError as error:
            raise _refusal(sheet, fields, error) from error
    assert started.plan is not None  # the sheet is new
    answer = _answer(
        sheet,
        started.plan,
        id=started.sheet.batch_id,
        status="queued" if started.sheet.batch_id else "completed",
        imported_before=imported_before,
        apart=started.apart,
    )
    return Response(answer, status=status.HTTP_201_CREATED)


def _refusal(sheet: Sheet, fields: dict[str, Any], error: ServiceError) -> Exception:
    """Return the error that lists the problems of all cells, or the given one if it has another reason."""
    if hasattr(error, "error_dict"):
        return error
    wrong = [] if fields["leave_out"] else services.sheet_plan(sheet, repeat=fields["repeat"]).wrong
    texts = [f"row {row.line}, {problem.field}: {problem.text}" for row in wrong for problem in row.problems]
    return ValidationError({"rows": texts or error.messages})


def _answer(sheet: Sheet, plan: services.SheetPlan, *, apart: int = 0, **fields: Any) -> dict[str, Any]:
    values = {
        **fields,
        "count": len(plan.requests),
        "identified": len(plan.identities),
        "apart": apart,
        "unused_columns": sheet.unused,
        "rows": plan.rows,
    }
    return dict(ImportedSheetOutput(values).data)
