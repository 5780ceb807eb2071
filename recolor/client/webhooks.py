"""Receiving webhooks: signing and verifying messages, as Standard Webhooks defines it (standardwebhooks.com).

from recolor.client import InvalidWebhookError, verify_webhook

try:
    event = verify_webhook(request.body, request.headers, secret)
except InvalidWebhookError:
    return HttpResponse(status=400)
if event.type == "task.completed":
    fetch_later(event.task.id)
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .base_images import BaseImage, read_base_image
from .batch_types import Batch, read_batch
from .errors import InvalidWebhookError, ServerError
from .types import Task, read_task

ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER = "webhook-id", "webhook-timestamp", "webhook-signature"
SECRET_PREFIX = "whsec_"  # noqa: S105  # the public prefix of all secrets
_VERSION = "v1"
_TOLERANCE = 300.0  # seconds
_TIMESTAMP_DIGITS = 12  # at most; enough for thousands of years


@dataclass(frozen=True)
class WebhookEvent:
    """A verified message.

    Attributes
    ----------
    id : str
        The id of the delivery. A message that is sent again has the same id, so that a receiver can ignore it.
    type : str
        "task.completed", "task.failed", "task.reviewed", "batch.completed", "base_image.ready", "base_image.failed", or
        "webhook.test" for a test. Later versions of the server may have more.
    timestamp : str
        The time of the event in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    task : Task or None
        The task at that time; None if the type does not begin with "task.".
    base_image : BaseImage or None
        The base image at that time; None if the type does not begin with "base_image.".
    batch : Batch or None
        The batch at that time, as in lists; None if the type does not begin with "batch.".
    raw : mapping
        The message, with fields that this class does not have.
    """

    id: str
    type: str
    timestamp: str
    task: Task | None = None
    base_image: BaseImage | None = None
    batch: Batch | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


def verify_webhook(
    body: bytes,
    headers: Mapping[str, str],
    secret: str,
    *,
    tolerance: float = _TOLERANCE,
    now: float | None = None,
) -> WebhookEvent:
    """Check the signature and the age of a message, and read it.

    Parameters
    ----------
    body : bytes
        The body exactly as it was received, before any JSON parsing.
    headers : mapping of str
        The request's headers; upper and lower case do not matter.
    secret : str
        The webhook's secret, `whsec_…`.
    tolerance : float
        The largest difference in seconds between the message's timestamp and now, so that nobody can send a recorded
        message again later.
    now : float, optional
        The time in seconds since 1970; the system's time by default.

    Returns
    -------
    WebhookEvent
        The message.

    Raises
    ------
    InvalidWebhookError
        If a header is missing, the timestamp is too old or in the future, the signature does not match, or the body
        is not an event.
    ValueError
        If `secret` is not a secret of a webhook.
    """
    received = {name.lower(): value for name, value in headers.items()}
    missing = [name for name in (ID_HEADER, TIMESTAMP_HEADER, SIGNATURE_HEADER) if not received.get(name)]
    if missing:
        raise InvalidWebhookError(f"The header {missing[0]} is missing.")
    message_id, timestamp = received[ID_HEADER], received[TIMESTAMP_HEADER]
    if not (timestamp.isascii() and timestamp.isdecimal() and len(timestamp) <= _TIMESTAMP_DIGITS):
        raise InvalidWebhookError("The header webhook-timestamp is not a number of seconds.")
    if abs((time.time() if now is None else now) - int(timestamp)) > tolerance:
        raise InvalidWebhookError("The timestamp is too old or in the future. Check this machine's clock.")
    expected = sign_webhook(secret, message_id, int(timestamp), body).encode()
    # Several signatures, separated by spaces, are allowed while a secret is replaced.
    signatures = received[SIGNATURE_HEADER].encode("utf-8", "replace").split(b" ")
    if not any(hmac.compare_digest(signature, expected) for signature in signatures):
        raise InvalidWebhookError("The signature does not match. Check that the secret is that of this webhook.")
    return _read_event(message_id, body)


def sign_webhook(secret: str, message_id: str, timestamp: int, body: bytes) -> str:
    """Return the signature of a message, `v1,` and the base64 of its HMAC-SHA256.

    Parameters
    ----------
    secret : str
        The webhook's secret, `whsec_…`.
    message_id : str
        The id of the delivery.
    timestamp : int
        The time of sending, in seconds since 1970.
    body : bytes
        The body.

    Raises
    ------
    ValueError
        If `secret` is not a secret of a webhook.
    """
    try:
        key = base64.b64decode(secret.removeprefix(SECRET_PREFIX), validate=True)
    except ValueError:
        raise ValueError("This is not the secret of a webhook. It begins with whsec_.") from None
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    return f"{_VERSION},{base64.b64encode(digest).decode()}"


def _read_event(message_id: str, body: bytes) -> WebhookEvent:
    try:
        message = json.loads(body)
        kind, timestamp, data = str(message["type"]), str(message["timestamp"]), message["data"]
        task = read_task(data) if kind.startswith("task.") else None
        base_image = read_base_image(data) if kind.startswith("base_image.") else None
        batch = read_batch(data) if kind.startswith("batch.") else None
    except (ValueError, KeyError, TypeError, ServerError):
        raise InvalidWebhookError("The body is not an event of the Recolor API.") from None
    return WebhookEvent(message_id, kind, timestamp, task, base_image, batch, message)
