"""The hosted engine as services see it: it writes `HostedTask` rows, which `recolor.hosted` processes.

Nothing here talks to the hosted service, so a request never waits for it.
"""

from collections.abc import Sequence

from django.utils import timezone

from ..engine import EngineError
from ..models import HostedTask, Photo, RecolorTask
from .base import Options, Scope

_NO_LAYERS = "The hosted service recolors whole garments only."
PICTURE_FAILED = "hosted_picture"  # error code: the service completed the task, but its picture could not be fetched


class HostedEngine:
    """Queues requests to the hosted service: to create, to fetch and to delete tasks."""

    def check_targets(self, photo: Photo, scopes: Sequence[Scope]) -> dict[str, EngineError]:
        """Accept every target: only the service knows which garments it finds."""
        return {}

    def read_layers(self, photo: Photo, scopes: Sequence[Scope]) -> list[str | EngineError]:
        """Refuse every layer: the service's create call has no field for one."""
        refusal = EngineError(f"{_NO_LAYERS} Leave the layer out.")
        return [refusal if scope.layer else "" for scope in scopes]

    def refused_options(self, options: Options) -> dict[str, str]:
        """Refuse what the service's create call has no field for, so that nothing is ignored silently.

        The file format is not among it: the result is converted here.
        """
        refused = {}
        if options.quality == RecolorTask.Quality.ORIGINAL:
            refused["image_quality"] = "The hosted service has no original size. Send 2k or 4k."
        if options.sharpen:
            refused["sharpen"] = "The hosted service cannot sharpen. Omit the field."
        if options.refine_edges:
            refused["refine_edges"] = "The hosted service cannot refine masks. Omit the field."
        if options.recolor_details:
            refused["color_changes"] = (
                "The hosted service decides by itself about prints and trims. Omit protect_details."
            )
        return refused

    def submit(self, tasks: Sequence[RecolorTask]) -> None:
        """Queue the tasks for sending."""
        HostedTask.objects.bulk_create(
            HostedTask(workspace_id=task.workspace_id, task=task, due_at=timezone.now()) for task in tasks
        )

    def retry(self, task: RecolorTask, error_code: str) -> None:
        """Send a failed task again, and have the failed one deleted at the service.

        If only the picture could not be fetched, fetch it again instead.
        """
        rows = HostedTask.objects.filter(task=task)
        if error_code == PICTURE_FAILED and rows.update(due_at=timezone.now(), failures=0):
            return
        self.forget(task)
        self.submit([task])

    def cancel(self, task: RecolorTask) -> None:
        """Stop the task at the service by having it deleted there."""
        self.forget(task)

    def forget(self, task: RecolorTask) -> None:
        """Have the task deleted at the service; drop it if it was never sent.

        If its create was sent, and its answer has not been stored, the row stays, and finds the task at the service.
        """
        rows = HostedTask.objects.filter(task=task)
        rows.filter(hosted_id="", sent_at=None).delete()
        rows.update(due_at=timezone.now(), task=None, candidates=[], failures=0)
