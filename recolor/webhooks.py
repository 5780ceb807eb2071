"""Sending the messages of webhooks: takes the deliveries that are due and makes one attempt for each.

Webhooks that fail have steps of their own, because an attempt may take 15 seconds until it is known to have failed.

The states of a delivery are drawn in `recolor/models/webhooks.py`. A message may arrive twice, if a worker dies after
sending it; the receiver recognizes it by its id.
"""

import json
import logging
import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import urljoin

import requests
from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from . import selectors
from .client.webhooks import ID_HEADER, SIGNATURE_HEADER, TIMESTAMP_HEADER, sign_webhook
from .models import Webhook, WebhookDelivery
from .public_http import ANSWER_SECONDS, CONNECT_SECONDS, AddressRefused, Answer, NoAnswerInTime, post
from .services.webhooks import webhook_switch

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 8
FIRST_PAUSE, PAUSE_FACTOR = timedelta(seconds=15), 4.0  # 15 s, 1 min, … 17 h: eight attempts within about a day
SWITCHED_OFF_AFTER = timedelta(days=3)  # without a single success
_HELD_FOR = timedelta(seconds=120)  # a taken delivery is due again after this; longer than any attempt takes
_MAX_ROWS = 50  # taken in one step
_MAX_OF_ONE = 12  # of them, those of one webhook: its receiver may be slow, and the others wait until the step ends
_TEXT_LENGTH = 300  # characters of an answer that the log shows
# A subquery, not a join; see `recolor/jobs.py`.
_FAILING = Q(Exists(Webhook.objects.filter(pk=OuterRef("webhook"), failing_since__isnull=False)))


def webhook_step(run: Callable[..., Iterable[Any]] = map, *, failing: bool) -> int:
    """Take deliveries that are due now, from each webhook in turn, and return their number.

    run: maps a function over ids, like `map`. failing: take those of the webhooks that fail; else those of all
    others, which do not wait for receivers that do not answer.
    """
    return len(list(run(partial(_take, failing), _in_turn(failing))))


def _in_turn(failing: bool) -> list[int]:
    """Return the ids of the deliveries to take: of each webhook the one that was due first, then the second ones."""
    due = _deliveries(failing).filter(due_at__lte=timezone.now()).order_by("due_at", "pk")
    turns: Counter[int] = Counter()
    taken = []
    # Not a window function, for which SQLite would read the whole log by its webhooks.
    for pk, webhook, due_at in due.values_list("pk", "webhook", "due_at"):
        turns[webhook] += 1
        if turns[webhook] <= _MAX_OF_ONE:
            taken.append((turns[webhook], due_at, pk))
    return [pk for _turn, _due_at, pk in sorted(taken)[:_MAX_ROWS]]


def _deliveries(failing: bool) -> QuerySet[WebhookDelivery]:
    """Return the deliveries of the webhooks that fail, or those of all others."""
    return WebhookDelivery.objects.filter(_FAILING if failing else ~_FAILING)


def _take(failing: bool, pk: int) -> None:
    """Make one attempt, unless another worker has taken the delivery or its webhook was deleted.

    Also not if the webhook has failed, or recovered, since the step began: the next step of the other kind takes it.
    """
    now = timezone.now()
    held_until = now + _HELD_FOR
    if not _deliveries(failing).filter(pk=pk, due_at__lte=now).update(due_at=held_until):
        return
    taken = WebhookDelivery.objects.select_related("webhook__key").filter(pk=pk).first()
    if taken is None:
        return
    if reason := _reason_not_to_send(taken):
        _write(taken, held_until, status=WebhookDelivery.Status.FAILED, due_at=None, answer_text=reason)
        return
    try:
        answer = _send(taken)
    except AddressRefused as error:
        _store(taken, held_until, None, str(error))
    except requests.RequestException as error:
        _store(taken, held_until, None, _problem(error))
    except Exception:
        logger.exception("webhook delivery %s: the attempt failed", taken.message_id)
        _store(taken, held_until, None, _("The message could not be sent because of an error of this server."))
    else:
        _store(taken, held_until, answer, answer.text)


def _reason_not_to_send(row: WebhookDelivery) -> str:
    """Return why a delivery ends without an attempt; empty if there is no reason."""
    if not row.webhook.key_usable:
        return _("The API key of the webhook was revoked or has expired.")
    if row.webhook.disabled_at and row.event != WebhookDelivery.TEST:
        return _("The webhook was switched off.")
    return ""


def _send(row: WebhookDelivery) -> Answer:
    """Send the message, signed now, and return the answer."""
    timestamp = int(timezone.now().timestamp())
    body = json.dumps(message(row)).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Recolor-Studio-Webhooks",
        ID_HEADER: row.message_id,
        TIMESTAMP_HEADER: str(timestamp),
        SIGNATURE_HEADER: sign_webhook(row.webhook.secret, row.message_id, timestamp, body),
    }
    return post(row.webhook.url, body, headers, allow_private=settings.RECOLOR_WEBHOOKS_ALLOW_PRIVATE)


def message(row: WebhookDelivery) -> dict[str, Any]:
    """Return the body of a message. The link to the result is signed now, so that it works for its whole time."""
    data = row.data
    if data and data.get("result_url"):
        data = data | {"result_url": urljoin(row.webhook.site_url, selectors.signed_path("result", data["id"]))}
    timestamp = row.created_at.strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"id": row.message_id, "type": row.event, "timestamp": timestamp, "data": data}


def _store(row: WebhookDelivery, held_until: datetime, answer: Answer | None, text: str) -> None:
    """Store the outcome of an attempt: delivered, another attempt later, or failed."""
    delivered = answer is not None and 200 <= answer.status < 300
    failures = row.failures + (not delivered)
    is_last = failures >= (1 if row.event == WebhookDelivery.TEST else MAX_ATTEMPTS)
    status = WebhookDelivery.Status
    written = _write(
        row,
        held_until,
        status=status.DELIVERED if delivered else status.FAILED if is_last else status.PENDING,
        due_at=None if delivered or is_last else timezone.now() + _pause(failures),
        failures=failures,
        attempts=row.attempts + 1,
        attempted_at=timezone.now(),
        answer_status=answer.status if answer else None,
        answer_text=Truncator(text).chars(_TEXT_LENGTH),
    )
    if not written:
        return  # sent again by another worker, switched off or deleted in the meantime
    if delivered:
        Webhook.objects.filter(pk=row.webhook_id).exclude(failing_since=None).update(failing_since=None)
    elif row.event != WebhookDelivery.TEST:
        _note_failure(row.webhook)


def _write(row: WebhookDelivery, held_until: datetime, **fields: Any) -> int:
    """Write fields of a delivery; return 0 if it has changed since this worker took it."""
    return WebhookDelivery.objects.filter(pk=row.pk, due_at=held_until).update(**fields)


def _note_failure(webhook: Webhook) -> None:
    """Store since when a webhook fails, and switch it off if that is too long ago."""
    now = timezone.now()
    Webhook.objects.filter(pk=webhook.pk).update(failing_since=Coalesce("failing_since", now))
    current = Webhook.objects.filter(pk=webhook.pk, disabled_at=None).first()
    if current and current.failing_since and now - current.failing_since >= SWITCHED_OFF_AFTER:
        reason = _("No message could be delivered for %(days)s days.") % {"days": SWITCHED_OFF_AFTER.days}
        webhook_switch(current, False, reason)
        logger.warning("webhook %s was switched off: no message could be delivered", webhook.pk)


def _pause(failures: int) -> timedelta:
    """Return the time until the next attempt, with up to a tenth more, so that messages spread after an outage."""
    return FIRST_PAUSE * (PAUSE_FACTOR ** (failures - 1) * random.uniform(1, 1.1))


def _problem(error: requests.RequestException) -> str:
    """Return why there was no answer."""
    if isinstance(error, requests.exceptions.SSLError):
        return _("The certificate of the address is not valid for it, or the connection cannot be encrypted.")
    if isinstance(error, NoAnswerInTime):
        return _("There was no answer within %(seconds)s seconds.") % {"seconds": ANSWER_SECONDS}
    if isinstance(error, requests.Timeout):
        return _("No connection could be made within %(seconds)s seconds.") % {"seconds": CONNECT_SECONDS}
    if "NameResolutionError" in str(error):
        return _("The host of the address does not exist.")
    return _("The address cannot be reached, or the connection broke.")
