"""The inputs and outputs of reviews."""

from rest_framework import serializers

from ..models import Review, ReviewRecord
from ..services.reviews import MAX_NOTE
from .inputs import StrictInput


class ReviewInput(StrictInput):
    review = serializers.ChoiceField(Review.choices, help_text="`to_review` takes the decision back.")
    note = serializers.CharField(
        default="", allow_blank=True, max_length=MAX_NOTE, help_text="The reason; shown in the studio."
    )


class ReviewOutput(serializers.ModelSerializer[ReviewRecord]):
    person = serializers.SerializerMethodField(help_text="The user name of the person who decided; null for a key.")
    api_key = serializers.SerializerMethodField(help_text="The name of the API key that decided; null for a person.")

    class Meta:
        model = ReviewRecord
        fields = ["id", "review", "note", "at", "person", "api_key"]

    def get_person(self, record: ReviewRecord) -> str | None:
        return record.by.get_username() if record.by else None

    def get_api_key(self, record: ReviewRecord) -> str | None:
        return str(record.key.name) if record.key else None
