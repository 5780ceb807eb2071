"""Sheets: uploaded tables whose rows ask for results, or give photos their SKUs and views."""

from django.conf import settings
from django.db import models

from .batches import Batch
from .workspaces import Workspace, WorkspaceQuerySet


class Sheet(models.Model):
    """An uploaded CSV or XLSX file, as people have corrected it. It is started once and becomes a batch.

    columns: the fields of the file, such as `photo` and `color2`, in its order. rows: each the number of the row in the
    file and a text for each column. The clean-up deletes sheets that nobody starts, and the rows of started ones; the
    rest of these stays, so that the same file is recognized.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sheets")
    name = models.CharField(max_length=120)  # of the file
    sha256 = models.CharField(max_length=64)  # of the file
    columns = models.JSONField(default=list)
    unused = models.JSONField(default=list)  # headers of columns that the studio does not know
    rows = models.JSONField(default=list)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    started_at = models.DateTimeField(null=True)
    batch = models.ForeignKey(Batch, on_delete=models.SET_NULL, null=True, related_name="sheets")

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["workspace", "sha256"], name="sheets_bytes")]

    def __str__(self) -> str:
        return self.name
