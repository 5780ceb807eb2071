"""The inputs and outputs of sheets: tables whose rows become the tasks of a batch."""

from typing import Any

from rest_framework import serializers

from ..sheet_files import MAX_CELL, MAX_ROWS
from .inputs import StrictInput


class SheetOptions(StrictInput):
    name = serializers.CharField(
        default="", allow_blank=True, max_length=80, help_text="Of the batch. Default: the name of the file."
    )
    dry_run = serializers.BooleanField(default=False, help_text="Say what each row would do, and create nothing.")
    leave_out = serializers.BooleanField(default=False, help_text="Leave out the rows that have problems.")
    repeat = serializers.BooleanField(default=False, help_text="Also make results that exist already.")
    again = serializers.BooleanField(default=False, help_text="Although the same sheet has been imported before.")


class SheetFileInput(SheetOptions):
    file = serializers.FileField(help_text="A CSV or XLSX file; its first row names the columns.")


class SheetRowsInput(SheetOptions):
    rows = serializers.ListField(
        child=serializers.DictField(child=serializers.CharField(allow_blank=True, max_length=MAX_CELL)),
        min_length=1,
        max_length=MAX_ROWS,
        help_text="Texts by the names of their columns, such as `photo`, `target` and `color`.",
    )


class CellProblemOutput(serializers.Serializer[Any]):
    column = serializers.CharField(source="field")
    message = serializers.CharField(source="text")
    suggestions = serializers.ListField(child=serializers.CharField(), help_text="Values that would be right.")


class SheetRowOutput(serializers.Serializer[Any]):
    row = serializers.IntegerField(
        source="line", help_text="Its number in the file, whose header is row 1; of `rows`, from 1."
    )
    count = serializers.SerializerMethodField(help_text="The number of results that it makes.")
    existing = serializers.IntegerField(help_text="The number of results that are left out because they exist.")
    problems = CellProblemOutput(many=True)
    notes = serializers.ListField(child=serializers.CharField(), help_text="What else a person should know.")
    doubtful = serializers.SerializerMethodField(help_text="Garments whose outlines a person should check.")

    def get_count(self, row: Any) -> int:
        return len(row.requests)

    def get_doubtful(self, row: Any) -> list[str]:
        return [f"{photo}: {name}" for photo, name in row.doubtful]


class ImportedSheetOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(
        allow_null=True, help_text="Of the batch; null after a dry run, and if the sheet only sets SKUs and views."
    )
    count = serializers.IntegerField(help_text="The number of results.")
    status = serializers.ChoiceField(
        ["queued", "completed", "valid", "invalid"],
        help_text="`completed`: only SKUs and views were set. After a dry run: whether the same call without it would "
        "do something.",
    )
    imported_before = serializers.BooleanField(help_text="Whether the same sheet has been imported before.")
    identified = serializers.IntegerField(help_text="The number of base images that get another SKU or view.")
    apart = serializers.IntegerField(
        help_text="The number of base images that stay models beside the model of their SKU, because they have "
        "results; 0 in a dry run."
    )
    unused_columns = serializers.ListField(child=serializers.CharField())
    rows = SheetRowOutput(many=True)
