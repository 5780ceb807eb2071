"""The inputs and outputs of the webhooks of the Recolor API."""

from rest_framework import serializers

from ..models import Webhook, WebhookDelivery
from .inputs import StrictInput

_EVENTS_HELP = "The events that are sent to the address."


class WebhookInput(StrictInput):
    url = serializers.CharField(max_length=500, help_text="An https address that accepts POST requests.")
    events = serializers.MultipleChoiceField(
        choices=Webhook.Event.choices,
        default=lambda: set(Webhook.TASK_EVENTS),  # those that there were when programs began to leave them out
        allow_empty=False,
        help_text=f"{_EVENTS_HELP} Default: those of tasks.",
    )


class WebhookChange(StrictInput):
    """Fields that are missing stay as they are."""

    url = serializers.CharField(required=False, max_length=500)
    events = serializers.MultipleChoiceField(
        choices=Webhook.Event.choices, required=False, allow_empty=False, help_text=_EVENTS_HELP
    )
    active = serializers.BooleanField(required=False, help_text="False ends the messages that wait.")


class WebhookOutput(serializers.ModelSerializer[Webhook]):
    events = serializers.ListField(child=serializers.ChoiceField(Webhook.Event.choices), read_only=True)
    active = serializers.BooleanField(read_only=True, help_text="Whether events are sent.")

    class Meta:
        model = Webhook
        fields = ["id", "url", "events", "active", "created_at", "failing_since", "disabled_at", "disabled_reason"]
        extra_kwargs = {
            "failing_since": {"help_text": "The first failed attempt after the last success; null without one."},
            "disabled_reason": {"help_text": "Why the server switched it off; empty if nobody or a person did."},
        }


class NewWebhookOutput(WebhookOutput):
    class Meta(WebhookOutput.Meta):
        fields = [*WebhookOutput.Meta.fields, "secret"]
        extra_kwargs = WebhookOutput.Meta.extra_kwargs | {
            "secret": {"help_text": "Verifies the messages. Store it: it is not shown again."}
        }


class DeliveryOutput(serializers.ModelSerializer[WebhookDelivery]):
    id = serializers.CharField(source="message_id", read_only=True, help_text="The header `webhook-id`.")
    task = serializers.IntegerField(
        source="task_id", read_only=True, allow_null=True, help_text="The id of the task; null without one."
    )
    base_image = serializers.IntegerField(
        source="photo_id", read_only=True, allow_null=True, help_text="The id of the base image; null without one."
    )
    batch = serializers.IntegerField(
        source="batch_id", read_only=True, allow_null=True, help_text="The id of the batch; null without one."
    )

    class Meta:
        model = WebhookDelivery
        fields = [
            "id",
            "event",
            "task",
            "base_image",
            "batch",
            "created_at",
            "status",
            "attempts",
            "attempted_at",
            "due_at",
            "answer_status",
            "answer_text",
        ]
        extra_kwargs = {
            "due_at": {"help_text": "The time of the next attempt; null if there is none."},
            "answer_text": {"help_text": "The start of the answer, or why there was none."},
        }
