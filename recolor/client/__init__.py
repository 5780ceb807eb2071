"""A client of the Recolor API. It needs requests, but not Django.

    from recolor.client import ColorChange, RecolorClient

    with RecolorClient("https://studio.example", api_key) as client:
        photo = client.base_images.upload("model.jpg")
        task = client.create([ColorChange("blouse", "royal blue")], model_id=photo.id)
        task = client.wait(task.id, on_poll=lambda task: print(task.status, task.progress))
        client.download(task.result_url, "result.jpg")

Every call raises subclasses of `RecolorAPIError`; `recolor.client.errors` shows all of them. `verify_webhook` checks
and reads the messages that a server sends to a webhook.
"""

from .base_images import BaseImage, BaseImageFilters, BaseImages
from .batch_types import Batch, NewBatch, Tone
from .client import RecolorClient
from .errors import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    InvalidPictureError,
    InvalidRequestError,
    InvalidWebhookError,
    NotFoundError,
    RateLimitError,
    RecolorAPIError,
    ServerError,
)
from .garments import Garment
from .palettes import Palette, Swatch
from .reviews import Review
from .sheets import CellProblem, ImportedSheet, SheetRow
from .task_requests import TaskFilters, TaskRequest
from .types import ColorChange, Page, Task, TaskError
from .webhook_calls import Delivery, Webhook
from .webhooks import WebhookEvent, verify_webhook

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "AuthenticationError",
    "BaseImage",
    "BaseImageFilters",
    "BaseImages",
    "Batch",
    "CellProblem",
    "ColorChange",
    "Delivery",
    "Garment",
    "ImportedSheet",
    "InvalidPictureError",
    "InvalidRequestError",
    "InvalidWebhookError",
    "NewBatch",
    "NotFoundError",
    "Page",
    "Palette",
    "RateLimitError",
    "RecolorAPIError",
    "RecolorClient",
    "Review",
    "ServerError",
    "SheetRow",
    "Swatch",
    "Task",
    "TaskError",
    "TaskFilters",
    "TaskRequest",
    "Tone",
    "Webhook",
    "WebhookEvent",
    "verify_webhook",
]
