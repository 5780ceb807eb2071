"""The inputs and outputs of batches."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from .. import selectors
from ..filters import is_replaced
from ..models import Batch
from ..services.batches import MAX_TASKS
from ..states import BatchStatus
from .inputs import StrictInput
from .serializers import TaskInput


class BatchTaskInput(TaskInput):
    """A task of a new batch."""

    def validate_replaces(self, replaces: int | None) -> None:
        if replaces is not None:
            text = "A task is replaced in its own batch. Send the call that creates one task."
            raise serializers.ValidationError(text)


class BatchInput(StrictInput):
    tasks = serializers.ListField(
        child=BatchTaskInput(),
        allow_empty=False,
        min_length=1,
        max_length=MAX_TASKS,
        help_text="Each as in the call that creates one task.",
    )
    name = serializers.CharField(
        default="", allow_blank=True, max_length=80, help_text="Shown in the studio. Default: the garments and colors."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Check everything, and create nothing.")
    one_tone = serializers.BooleanField(
        default=True,
        help_text="Whether all results in a color are made again if one photo cannot show it as the others do; "
        "otherwise only the poses of a model.",
    )

    def tasks_by_index(self) -> dict[int, dict[str, Any]]:
        """Return the fields of the tasks that are valid, also if others, or other fields, are not."""
        if not self.errors:
            return dict(enumerate(self.validated_data["tasks"]))
        wrong = self.errors.get("tasks", {})
        if "non_field_errors" in self.errors or isinstance(wrong, list):  # there is no list of tasks
            return {}
        tasks = {
            index: BatchTaskInput(data=fields)
            for index, fields in enumerate(self.initial_data["tasks"])
            if index not in wrong
        }
        return {index: task.validated_data for index, task in tasks.items() if task.is_valid()}


class BatchChange(StrictInput):
    name = serializers.CharField(max_length=80, help_text="Shown in the studio.")


class NewBatchOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(allow_null=True, help_text="Null after a dry run.")
    count = serializers.IntegerField(help_text="The number of tasks.")
    status = serializers.ChoiceField(["queued", "valid"], help_text="`valid` after a dry run.")
    warnings = serializers.ListField(
        child=serializers.CharField(),
        help_text="What a person should check first: garments with doubtful outlines, targets that mean a garment of "
        "another name or that were not found yet, results that exist already.",
    )


class CountsOutput(serializers.Serializer[Any]):
    queued = serializers.IntegerField()
    processing = serializers.IntegerField()
    completed = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="With the canceled ones.")
    canceled = serializers.IntegerField(help_text="Those of the failed ones that were canceled.")


class ToneOutput(serializers.Serializer[Any]):
    """How far the results for one garment and color are apart."""

    target = serializers.CharField()
    layer = serializers.CharField(help_text="The color layer of the garment; empty for the whole garment.")
    color = serializers.CharField()
    color_hex = serializers.CharField()
    count = serializers.IntegerField(help_text="The number of measured results.")
    delta_e = serializers.FloatField(help_text="The largest CIEDE2000 between two results; the goal is at most 1.")
    farthest_apart = serializers.SerializerMethodField(help_text="The ids of these two tasks.")

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(), min_length=2, max_length=2))
    def get_farthest_apart(self, tone: selectors.Tone) -> list[int]:
        return [tone.first, tone.second]


class BatchSummaryOutput(serializers.ModelSerializer[Batch]):
    """A batch in the list of all."""

    status = serializers.SerializerMethodField(
        help_text="`completed`: nothing is left to do, though tasks may have failed."
    )
    count = serializers.SerializerMethodField(help_text="The number of tasks.")
    counts = serializers.SerializerMethodField(help_text="The numbers of tasks by status.")

    class Meta:
        model = Batch
        fields = ["id", "name", "status", "count", "counts", "one_tone", "created_at"]

    @extend_schema_field(serializers.ChoiceField(BatchStatus.choices))
    def get_status(self, batch: Batch) -> str:
        return selectors.progress_of(batch).status.value

    def get_count(self, batch: Batch) -> int:
        return selectors.progress_of(batch).count

    @extend_schema_field(CountsOutput)
    def get_counts(self, batch: Batch) -> dict[str, int]:
        return dict(CountsOutput(selectors.progress_of(batch)).data)


class BatchOutput(BatchSummaryOutput):
    tones = serializers.SerializerMethodField(help_text="One for each garment and color with at least two results.")
    tasks = serializers.SerializerMethodField(help_text="The ids of the tasks, without replaced versions.")

    class Meta(BatchSummaryOutput.Meta):
        fields = [*BatchSummaryOutput.Meta.fields, "tones", "tasks"]

    @extend_schema_field(ToneOutput(many=True))
    def get_tones(self, batch: Batch) -> list[dict[str, Any]]:
        return list(ToneOutput(selectors.tones(batch), many=True).data)

    def get_tasks(self, batch: Batch) -> list[int]:
        shown = batch.tasks.filter(trashed_at=None).exclude(is_replaced())
        return list(shown.order_by("id").values_list("id", flat=True))


def batch_data(batch: Batch) -> dict[str, Any]:
    """Return a batch as the API represents it in the list of all. `recolor.outbox` calls it."""
    return dict(BatchSummaryOutput(selectors.batches(batch.workspace).get(pk=batch.pk)).data)
