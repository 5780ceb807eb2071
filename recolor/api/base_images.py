"""Views of base images (photos) and their garments, our extension of the Recolor API."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import selectors, services, uploads
from ..file_names import PhotoIdentity
from ..filters import filter_photos_of_api
from ..models import EngineName, Garment, Photo
from ..pictures import EncodedPicture
from . import lookups
from .audit import audit_deletion, audit_trashing
from .authentication import api_key_of
from .base_image_serializers import (
    BaseImageChange,
    BaseImageDeletion,
    BaseImageFilters,
    BaseImageInput,
    BaseImageOutput,
    ChangedBaseImageOutput,
    GarmentOutput,
    MaskInput,
    RenameInput,
)
from .conditional import ConditionalGet
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .parsers import FlatJSONParser
from .serializers import DetailOutput

MULTIPART = "multipart/form-data"


def _base_images(request: Request) -> QuerySet[Photo]:
    """Return the workspace's local photos. Hosted photos are base images of the hosted service, not of this server."""
    return selectors.photos(api_key_of(request).workspace, engine=EngineName.LOCAL).select_related("model")


def _identify(photo: Photo, fields: dict[str, Any]) -> bool:
    """Give a photo the SKU and the view that were sent, if any; return whether it stays apart, see `Identified`."""
    if not {"sku", "view"} & fields.keys():
        return False
    identity = PhotoIdentity(fields.get("sku", photo.sku), fields.get("view", photo.view))
    return services.photos_identify([photo], {photo.pk: identity}).apart > 0


class BaseImageListView(IdempotentPost, ListView[Photo]):
    serializer_class = BaseImageOutput
    query_class = BaseImageFilters
    parser_classes = [MultiPartParser]

    def rows(self, filters: dict[str, Any]) -> QuerySet[Photo]:
        return filter_photos_of_api(_base_images(self.request), filters)

    @extend_schema(
        operation_id="list_base_images", summary="List base images, newest first", parameters=[BaseImageFilters]
    )
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
        with transaction.atomic():
            photo = services.photo_create(
                workspace,
                upload=fields["image"],
                picture=picture,
                kind=fields["kind"],
                model=lookups.local_photo_by_id(workspace, "model", fields.get("model")),
                name=fields.get("name", ""),
            )
            _identify(photo, fields)
        photo = lookups.get_or_404(_base_images(request), photo.pk, "base image")
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
        operation_id="change_base_image",
        summary="Change the name, the SKU or the view of a base image",
        request=BaseImageChange,
        responses={200: ChangedBaseImageOutput, 404: DetailOutput},
    )
    def patch(self, request: Request, pk: int) -> Response:
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        data = BaseImageChange(data=request.data)
        data.is_valid(raise_exception=True)
        fields, warnings = data.validated_data, []
        with transaction.atomic():
            if _identify(photo, fields):  # first, because it locks the workspace
                warnings.append("The image stays a model beside the model of its SKU, because it has results.")
            if "name" in fields:
                services.photo_update(photo, name=fields["name"], model=photo.model)
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        context = {"request": request, "warnings": warnings}
        return Response(ChangedBaseImageOutput(photo, context=context).data)

    @extend_schema(
        operation_id="delete_base_image",
        summary="Delete a base image permanently, or move it to the trash",
        parameters=[BaseImageDeletion],
        responses={200: DetailOutput, 404: DetailOutput, 409: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        # As a dictionary, since `?trash` without a value would be false in a form.
        query = BaseImageDeletion(data=request.query_params.dict())
        query.is_valid(raise_exception=True)
        cascade = query.validated_data["cascade"]
        if query.validated_data["trash"]:
            _group, count = services.photo_trash(photo, cascade=cascade)
            audit_trashing(request, f"photo {photo.pk}, “{photo.name}”, and its results ({count})")
            return Response({"detail": "Moved to the trash"})
        count = services.photo_delete(photo, cascade=cascade)
        audit_deletion(request, f"photo {pk}, “{photo.name}”, and its results ({count})")
        return Response({"detail": "Deleted successfully"})


class BaseImageRestoreView(IdempotentPost, APIView):
    @extend_schema(
        operation_id="restore_base_image",
        summary="Restore a base image from the trash, with the tasks that were moved there with it",
        request=None,
        parameters=[IDEMPOTENCY_KEY],
        responses={200: BaseImageOutput, 404: DetailOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def create(self, request: Request, pk: int) -> Response:
        trashed = selectors.trashed_photos(api_key_of(request).workspace).filter(engine=EngineName.LOCAL)
        # In one transaction: an interrupted call could not be repeated if the photo had left the trash already.
        with transaction.atomic():
            services.photos_restore([lookups.get_or_404(trashed, pk, "base image in the trash")])
        photo = lookups.get_or_404(_base_images(request), pk, "base image")
        return Response(BaseImageOutput(photo, context={"request": request}).data)


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
    wanted = name.strip().casefold()
    garment = next((each for each in photo.garments.all() if each.name.casefold() == wanted), None)
    if garment is None:
        raise NotFound(f"Base image {pk} has no garment “{name}”.")
    return garment
