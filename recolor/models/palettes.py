"""Palettes of swatches: the colors to which a workspace has given names."""

from django.db import models

from .workspaces import Workspace, WorkspaceQuerySet


class Palette(models.Model):
    """An ordered list of swatches with a name, such as the colors of a season or of a supplier."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="palettes")
    name = models.CharField(max_length=60)
    position = models.PositiveSmallIntegerField(default=0)

    objects = WorkspaceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="one_palette_a_name")]

    def __str__(self) -> str:
        return self.name


class Swatch(models.Model):
    """A color with a name, and optionally a code such as a supplier's number.

    Names and codes can be typed wherever a color is entered. They take precedence over all other color words; see
    `Workspace.swatch_colors` for the order.
    """

    palette = models.ForeignKey(Palette, on_delete=models.CASCADE, related_name="swatches")
    name = models.CharField(max_length=40)
    hex = models.CharField(max_length=7)
    code = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["palette", "name"], name="one_swatch_a_name")]

    def __str__(self) -> str:
        return self.name
