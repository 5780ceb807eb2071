"""Views of the workspace's palettes, whose swatches can be named wherever a color is sent."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from .. import services
from ..models import Palette
from . import lookups
from .audit import audit_deletion
from .authentication import api_key_of
from .conditional import ConditionalGet
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .palette_serializers import PaletteInput, PaletteOutput
from .serializers import DetailOutput

_ERRORS = OpenApiResponse(description="Validation errors by field")


def _palettes(request: Request) -> QuerySet[Palette]:
    """Return the workspace's palettes in their order."""
    rows: QuerySet[Palette] = Palette.objects.visible_in(api_key_of(request).workspace)
    return rows.prefetch_related("swatches")


def _palette(request: Request, pk: int) -> Palette:
    return lookups.get_or_404(_palettes(request), pk, "palette")


class PaletteListView(IdempotentPost, ListView[Palette]):
    serializer_class = PaletteOutput

    def rows(self, filters: dict[str, Any]) -> QuerySet[Palette]:
        return _palettes(self.request)

    @extend_schema(operation_id="list_palettes", summary="List the palettes with their swatches, in their order")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_palette",
        summary="Create a palette",
        request=PaletteInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: PaletteOutput, 400: _ERRORS},
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def create(self, request: Request) -> Response:
        data = PaletteInput(data=request.data)
        data.is_valid(raise_exception=True)
        palette = services.palette_create(api_key_of(request).workspace, data.validated_data["name"], data.entries())
        return Response(PaletteOutput(palette).data, status=status.HTTP_201_CREATED)


class PaletteView(ConditionalGet):
    @extend_schema(
        operation_id="get_palette", summary="Get a palette", responses={200: PaletteOutput, 404: DetailOutput}
    )
    def get(self, request: Request, pk: int) -> Response:
        return Response(PaletteOutput(_palette(request, pk)).data)

    @extend_schema(
        operation_id="replace_palette",
        summary="Replace the name and all swatches of a palette; existing tasks keep their colors",
        request=PaletteInput,
        responses={200: PaletteOutput, 400: _ERRORS, 404: DetailOutput},
    )
    def put(self, request: Request, pk: int) -> Response:
        palette = _palette(request, pk)
        data = PaletteInput(data=request.data)
        data.is_valid(raise_exception=True)
        services.palette_replace(palette, data.validated_data["name"], data.entries())
        return Response(PaletteOutput(_palette(request, pk)).data)

    @extend_schema(
        operation_id="delete_palette",
        summary="Delete a palette with its swatches; existing tasks keep their colors",
        responses={200: DetailOutput, 404: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        palette = _palette(request, pk)
        services.palette_delete(palette)
        audit_deletion(request, f"palette “{palette.name}”")
        return Response({"detail": "Deleted successfully"})
