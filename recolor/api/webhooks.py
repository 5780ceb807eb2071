"""Views of webhooks. A key manages its own webhooks; those of another key answer as if they were missing."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import status
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from .. import services
from ..models import Webhook, WebhookDelivery
from . import lookups
from .audit import audit_deletion
from .authentication import api_key_of
from .conditional import ConditionalGet
from .idempotency import IDEMPOTENCY_KEY, IdempotentPost
from .lists import ListView
from .serializers import DetailOutput
from .webhook_serializers import DeliveryOutput, NewWebhookOutput, WebhookChange, WebhookInput, WebhookOutput

_ERRORS = OpenApiResponse(description="Validation errors by field")


def _webhooks(request: Request) -> QuerySet[Webhook]:
    """Return the webhooks of the key, newest first."""
    rows: QuerySet[Webhook] = Webhook.objects.filter(key=api_key_of(request))
    return rows.select_related("key").order_by("-id")


def _webhook(request: Request, pk: int) -> Webhook:
    return lookups.get_or_404(_webhooks(request), pk, "webhook")


class WebhookListView(IdempotentPost, ListView[Webhook]):
    serializer_class = WebhookOutput

    def rows(self, filters: dict[str, Any]) -> QuerySet[Webhook]:
        return _webhooks(self.request)

    @extend_schema(operation_id="list_webhooks", summary="List the key's webhooks, newest first")
    def get(self, request: Request) -> Response:
        return super().get(request)

    @extend_schema(
        operation_id="create_webhook",
        summary="Register an address for events of the workspace's tasks, batches and base images",
        request=WebhookInput,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: NewWebhookOutput, 400: _ERRORS},
    )
    def post(self, request: Request) -> Response:
        return super().post(request)

    def create(self, request: Request) -> Response:
        data = WebhookInput(data=request.data)
        data.is_valid(raise_exception=True)
        webhook = services.webhook_create(
            api_key_of(request), **data.validated_data, site_url=request.build_absolute_uri("/")
        )
        return Response(NewWebhookOutput(webhook).data, status=status.HTTP_201_CREATED)


class WebhookView(ConditionalGet):
    @extend_schema(operation_id="get_webhook", summary="Get a webhook", responses={200: WebhookOutput})
    def get(self, request: Request, pk: int) -> Response:
        return Response(WebhookOutput(_webhook(request, pk)).data)

    @extend_schema(
        operation_id="change_webhook",
        summary="Change a webhook, or switch it on or off",
        request=WebhookChange,
        responses={200: WebhookOutput, 400: _ERRORS, 404: DetailOutput},
    )
    def patch(self, request: Request, pk: int) -> Response:
        webhook = _webhook(request, pk)
        data = WebhookChange(data=request.data)
        data.is_valid(raise_exception=True)
        fields = data.validated_data
        services.webhook_update(webhook, url=fields.get("url"), events=fields.get("events"))
        if "active" in fields:
            services.webhook_switch(webhook, fields["active"])
        return Response(WebhookOutput(webhook).data)

    @extend_schema(
        operation_id="delete_webhook",
        summary="Delete a webhook with its log",
        responses={200: DetailOutput, 404: DetailOutput},
    )
    def delete(self, request: Request, pk: int) -> Response:
        webhook = _webhook(request, pk)
        services.webhook_delete(webhook)
        audit_deletion(request, f"webhook to {webhook.url}")
        return Response({"detail": "Deleted successfully"})


class WebhookTestView(IdempotentPost, APIView):
    @extend_schema(
        operation_id="test_webhook",
        summary="Send a test event, also if the webhook is switched off",
        request=None,
        parameters=[IDEMPOTENCY_KEY],
        responses={201: DeliveryOutput, 404: DetailOutput},
    )
    def post(self, request: Request, pk: int) -> Response:
        return super().post(request, pk)

    def create(self, request: Request, pk: int) -> Response:
        delivery = services.webhook_test(_webhook(request, pk))
        return Response(DeliveryOutput(delivery).data, status=status.HTTP_201_CREATED)


class DeliveryListView(ListView[WebhookDelivery]):
    serializer_class = DeliveryOutput

    def rows(self, filters: dict[str, Any]) -> QuerySet[WebhookDelivery]:
        return _webhook(self.request, self.kwargs["pk"]).deliveries.all()

    @extend_schema(operation_id="list_deliveries", summary="List a webhook's messages, newest first")
    def get(self, request: Request, pk: int) -> Response:
        return super().get(request)


class DeliveryRepeatView(IdempotentPost, APIView):
    @extend_schema(
        operation_id="repeat_delivery",
        summary="Send a message again, under the same id",
        request=None,
        parameters=[IDEMPOTENCY_KEY],
        responses={200: DeliveryOutput, 404: DetailOutput, 409: DetailOutput},
    )
    def post(self, request: Request, pk: int, message_id: str) -> Response:
        return super().post(request, pk, message_id)

    def create(self, request: Request, pk: int, message_id: str) -> Response:
        delivery = _webhook(request, pk).deliveries.filter(message_id=message_id).first()
        if delivery is None:
            raise NotFound(f"Webhook {pk} has no message with this id.")
        services.delivery_repeat(delivery)
        delivery.refresh_from_db()
        return Response(DeliveryOutput(delivery).data)
