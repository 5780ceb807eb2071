"""Managing the webhooks of an API key of one of our own servers; `webhooks.py` reads the messages they send."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import ServerError
from .lists import listed

_PATH = "v4/webhooks/"


@dataclass(frozen=True)
class Webhook:
    """An address that is told about events.

    Attributes
    ----------
    id : str
        The id.
    url : str
        The address.
    events : tuple of str
        "task.completed", "task.failed", "task.reviewed", "batch.completed", "base_image.ready" and "base_image.failed",
        or some of them.
    active : bool
        Whether events are sent.
    secret : str or None
        Verifies the messages, see `verify_webhook`; only in the answer to `create`. Store it.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    url: str
    events: tuple[str, ...] = ()
    active: bool = True
    secret: str | None = field(default=None, repr=False)
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


@dataclass(frozen=True)
class Delivery:
    """A message to a webhook.

    Attributes
    ----------
    id : str
        The id, which the message carries as `webhook-id`.
    event : str
        What it tells about, such as "task.completed".
    status : str
        Whether it has arrived, waits, or was given up.
    attempts : int
        How often it was sent.
    task_id : str or None
        The task; None if it tells about none.
    base_image_id : str or None
        The base image; None if it tells about none.
    batch_id : str or None
        The batch; None if it tells about none.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    event: str
    status: str
    attempts: int = 0
    task_id: str | None = None
    base_image_id: str | None = None
    batch_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class Webhooks:
    """The calls for the webhooks of the API key, as `RecolorClient.webhooks`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def create(self, url: str, events: Sequence[str] | None = None, *, idempotency_key: str | None = None) -> Webhook:
        """Register an address for events of the workspace's tasks, batches and base images.

        Parameters
        ----------
        url : str
            An https address that accepts POST requests.
        events : sequence of str, optional
            The events; those of tasks by default.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        Webhook
            The new webhook with its `secret`, which is not shown again.

        Raises
        ------
        InvalidRequestError
            If the address or an event is refused; `fields` has the problems.
        """
        body = {"url": url} if events is None else {"url": url, "events": list(events)}
        return _read(self._call("POST", _PATH, idempotency_key=idempotency_key, json=body))

    def get(self, webhook_id: int | str) -> Webhook:
        """Return one webhook. Raises NotFoundError if the key has none with this id."""
        return _read(self._call("GET", _path(webhook_id)))

    def list(self) -> Iterator[Webhook]:
        """Yield all webhooks of the key once, newest first."""
        yield from listed(self._call, _PATH, _read)

    def change(
        self,
        webhook_id: int | str,
        *,
        url: str | None = None,
        events: Sequence[str] | None = None,
        active: bool | None = None,
    ) -> Webhook:
        """Change a webhook, and return it.

        Parameters
        ----------
        webhook_id : int or str
            The webhook.
        url, events : optional
            As in `create`; what is not given stays.
        active : bool, optional
            Whether events are sent. False also ends the messages that wait; True switches it on again.

        Raises
        ------
        NotFoundError
            If the key has no webhook with this id.
        InvalidRequestError
            If a value is refused; `fields` has the problems.
        """
        values = {"url": url, "events": None if events is None else [*events], "active": active}
        body = {name: value for name, value in values.items() if value is not None}
        return _read(self._call("PATCH", _path(webhook_id), json=body))

    def delete(self, webhook_id: int | str) -> None:
        """Delete a webhook with its log. Raises NotFoundError if the key has none with this id."""
        self._call("DELETE", _path(webhook_id))

    def test(self, webhook_id: int | str, *, idempotency_key: str | None = None) -> Delivery:
        """Send a test event, also to a webhook that is switched off, and return the message.

        It is sent once, within seconds; `deliveries` then shows the answer.

        Parameters
        ----------
        webhook_id : int or str
            The webhook.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Raises
        ------
        NotFoundError
            If the key has no webhook with this id.
        """
        return _read_delivery(self._call("POST", f"{_path(webhook_id)}test/", idempotency_key=idempotency_key))

    def deliveries(self, webhook_id: int | str) -> Iterator[Delivery]:
        """Yield all messages to a webhook once, newest first."""
        yield from listed(self._call, f"{_path(webhook_id)}deliveries/", _read_delivery)

    def repeat(self, webhook_id: int | str, delivery_id: str) -> Delivery:
        """Send a message again, under the same id, and return it.

        Raises NotFoundError if there is none, and InvalidRequestError (status 409) if the webhook is switched off.
        """
        path = f"{_path(webhook_id)}deliveries/{quote(delivery_id, safe='')}/repeat/"
        return _read_delivery(self._call("POST", path))


def _path(webhook_id: int | str) -> str:
    return f"{_PATH}{quote(str(webhook_id), safe='')}/"


def _read(answer: object) -> Webhook:
    """Return the webhook in an answer. Raises ServerError if it has no id or no address."""
    if not isinstance(answer, Mapping) or "id" not in answer or not answer.get("url"):
        raise ServerError("The server's answer is not a webhook. Only our own servers have them.", maybe_done=True)
    return Webhook(
        id=str(answer["id"]),
        url=str(answer["url"]),
        events=tuple(map(str, answer.get("events") or ())),
        active=answer.get("active") is True,
        secret=answer.get("secret"),
        raw=answer,
    )


def _read_delivery(answer: object) -> Delivery:
    """Return the message in an answer. Raises ServerError if it has no id or no event."""
    if not isinstance(answer, Mapping) or "id" not in answer or not answer.get("event"):
        raise ServerError("The server's answer is not a message. Only our own servers have them.", maybe_done=True)
    task, image, batch = answer.get("task"), answer.get("base_image"), answer.get("batch")
    return Delivery(
        id=str(answer["id"]),
        event=str(answer["event"]),
        status=str(answer.get("status", "")),
        attempts=int(answer.get("attempts") or 0),
        task_id=None if task is None else str(task),
        base_image_id=None if image is None else str(image),
        batch_id=None if batch is None else str(batch),
        raw=answer,
    )
