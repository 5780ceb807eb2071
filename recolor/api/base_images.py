"""Views of base images (photos) and their garments, our extension of the Recolor API."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.generics import ListAPIView
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import selectors, services, uploads
from ..models import EngineName, Garment, Photo
from ..pictures import EncodedPicture
from . import lookups
from .audit import audit_deletion
from .authentication import api_key_of
from .conditional import ConditionalGet
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .pagination import Pagination
from .parsers import FlatJSONParser
from .serializers import BaseImageInput, BaseImageOutput, DetailOutput, GarmentOutput, MaskInput, RenameInput

MULTIPART = "multipart/form-data"


def _base_images(request: Request) -> QuerySet[Photo]:
    """Return the workspace's local photos. Hosted photos are base images of the hosted service, not of this server."""
    return selectors.photos(api_key_of(request).workspace, engine=EngineName.LOCAL).select_related("model")


class BaseImageListView(ConditionalGet, IdempotentPost, ListAPIView[Photo]):
    serializer_class = BaseImageOutput
    pagination_class = Pagination
    parser_classes = [MultiPartParser]

    def get_queryset(self) -> QuerySet[Photo]:
        if getattr(self, "swagger_fake_view", False):  # while the schema is generated, there is no key
            return Photo.objects.none()
        return _base_images(self.request)

    @extend_schema(operation_id="list_base_images", summary="List base images, newest first")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_base_image",
        summary="Upload a photo; its garments are found in the background",
        request={MULTIPART: BaseImageInput},
        parameters=[IDEMPOTENCY_KEY],
        responses={201: BaseImageOutput},
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def prepare(self, request: Request) -> Callable[[], Response]:
        data = BaseImageInput(data=request.data)
        data.is_valid(raise_exception=True)
        return partial(self._create, request, data.validated_data, uploads.read_photo(data.validated_data["image"]))

    def _create(self, request: Request, fields: dict[str, Any], picture: EncodedPicture) -> Response:
        workspace = api_key_of(request).workspace
        photo = services.photo_create(
            workspace,
            upload=fields["image"],
            picture=picture,
            kind=fields["kind"],
            model=lookups.local_photo_by_id(workspace, "model", fields.get("model")),
            name=fields.get("name", ""),
        )
        return Response(BaseImageOutput(photo, context={"request": request}).data, status=status.HTTP_201_CREATED)


class BaseImageView(ConditionalGet):
    @extend_schema(
        operation_id="get_base_image",
        summary="Get a base image with its garments",
        responses={200: BaseImageOutput, 404: DetailOutput},
    )
    def get(self, request: Request, pk: int) -> Response:
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        return Response(BaseImageOutput(photo, context={"request": request}).data)

    @extend_schema(
        operation_id="delete_base_image",
        summary="Delete a base image permanently",
        parameters=[OpenApiParameter("cascade", bool, description="Also delete the tasks that use this image.")],
        responses={200: DetailOutput, 404: DetailOutput, 409: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        count = services.photo_delete(photo, cascade=request.query_params.get("cascade", "").lower() == "true")
        audit_deletion(request, f"photo {pk}, “{photo.name}”, and its results ({count})")
        return Response({"detail": "Deleted successfully"})


class GarmentView(APIView):
    parser_classes = [MultiPartParser, FlatJSONParser]

    @extend_schema(
        operation_id="put_garment",
        summary="Replace a garment's mask, or add a garment",
        request={MULTIPART: MaskInput},
        responses={200: GarmentOutput, 404: DetailOutput},
    )
    def put(self, request: Request, pk: int, name: str) -> Response:
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        data = MaskInput(data=request.data)
        data.is_valid(raise_exception=True)
        fields = data.validated_data
        garment = services.garment_put(photo, name, fields["mask"], refine_edges=fields["refine_edges"])
        return Response(GarmentOutput(garment, context={"request": request}).data)

    @extend_schema(
        operation_id="rename_garment",
        summary="Rename a garment",
        request={"application/json": RenameInput},
        responses={200: GarmentOutput, 404: DetailOutput, 409: DetailOutput},
    )
    def patch(self, request: Request, pk: int, name: str) -> Response:
        data = RenameInput(data=request.data)
        data.is_valid(raise_exception=True)
        garment = services.garment_rename(_garment(request, pk, name), data.validated_data["name"])
        return Response(GarmentOutput(garment, context={"request": request}).data)

    @extend_schema(
        operation_id="delete_garment",
        summary="Delete a garment of a base image permanently",
        responses={200: DetailOutput, 404: DetailOutput},
    )
    def delete(self, request: Request, pk: int, name: str) -> Response:
        services.garments_delete([_garment(request, pk, name)])
        audit_deletion(request, f"garment “{name}” of photo {pk}")
        return Response({"detail": "Deleted successfully"})


def _garment(request: Request, pk: int, name: str) -> Garment:
    """Return the garment with a name, in any case, of a base image. Raises NotFound."""
    photo = lookups.get_or_404(_base_images(request), pk, "base image")
    garment = photo.garments.filter(name__iexact=name.strip()).first()
    if garment is None:
        raise NotFound(f"Base image {pk} has no garment “{name}”.")
    return garment
