"""Summaries of a workspace's tasks, so that pages need not read all of them; `services.summaries` keeps them."""

from django.db import models

from .workspaces import Workspace, WorkspaceQuerySet


class TaskCount(models.Model):
    """A change of the number of a workspace's tasks outside the trash. The number is the sum of the workspace's rows.

    Each change adds a row, so that no transaction waits for another one. The sweep replaces the rows by their sum.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="task_counts")
    change = models.IntegerField()

    objects = WorkspaceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.change:+} in {self.workspace_id}"


class FilterChoice(models.Model):
    """A garment that tasks of a workspace recolor, in lower case: a choice of the gallery's filter."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, db_index=False, related_name="filter_choices")
    garment = models.CharField(max_length=160)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["garment"]
        constraints = [models.UniqueConstraint(fields=["workspace", "garment"], name="one_choice_a_garment")]

    def __str__(self) -> str:
        return self.garment
