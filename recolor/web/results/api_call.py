"""The API call that would create the same task, to copy from the result's page."""

import json
import shlex
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from ...engines import default_engine
from ...models import ColorChange, RecolorTask


def api_call(request: HttpRequest, task: RecolorTask) -> str:
    """Return a curl command; it takes the API key from the environment, which keeps it out of the shell's history."""
    body: dict[str, Any] = {}
    for field, photo in (
        ("pose_image_generation_id", task.pose),
        ("models_image_generation_task_id", task.model),
    ):
        if photo:
            body[field] = photo.hosted_id or photo.pk
    body["color_changes"] = [_change(change) for change in task.color_changes.all()]
    body["image_quality"] = task.image_quality
    if task.output_format != task.Format.JPEG:
        body["output_format"] = task.output_format
    if task.engine != default_engine():  # the ids above are ids of the task's engine
        body["engine"] = task.engine
    if task.sharpen:
        body["sharpen"] = True
    if task.refine_edges:
        body["refine_edges"] = True
    url = request.build_absolute_uri(reverse("api_tasks"))
    return (
        f"curl {shlex.quote(url)} \\\n"
        '  -H "x-api-key: $RECOLOR_API_KEY" -H "content-type: application/json" \\\n'
        f"  -d {shlex.quote(json.dumps(body, ensure_ascii=False))}"
    )


def _change(change: ColorChange) -> dict[str, Any]:
    fields: dict[str, Any] = {"target": change.target, "color": change.color}
    if change.layer:
        fields["layer"] = change.layer
    return fields if change.protect_details else fields | {"protect_details": False}
