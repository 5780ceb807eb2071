"""Views of the gallery that a workspace has saved."""

from django.db import models

from .workspaces import Workspace, WorkspaceQuerySet


class SavedView(models.Model):
    """Filters and an order of the gallery, under a name.

    query: the query of the gallery's address, without the page and the page size.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=40)
    query = models.CharField(max_length=1000)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_saved_view_a_name")]

    def __str__(self) -> str:
        return self.name
