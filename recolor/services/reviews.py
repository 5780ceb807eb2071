"""Reviewing results."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import outbox
from ..models import RecolorTask, Review, Webhook
from ..states import TaskStatus


def tasks_review(tasks: Iterable[RecolorTask], review: str, *, by: User, note: str = "") -> int:
    """Set the review of completed tasks, and return their number; other tasks are skipped. Raises ValidationError.

    note: the reason, cut to 300 characters; the review `to_review` removes it.
    """
    if review not in Review.values:
        raise ValidationError(_("Choose approved, rejected or to review."))
    is_decided = review != Review.TO_REVIEW
    # A completed task stays completed, so all of these are changed.
    completed = RecolorTask.objects.filter(pk__in=[task.pk for task in tasks], status=TaskStatus.COMPLETED)
    with transaction.atomic():
        ids = list(completed.values_list("pk", flat=True))
        count = RecolorTask.objects.filter(pk__in=ids).update(
            review=review,
            review_note=" ".join(note.split())[:300] if is_decided else "",
            reviewed_at=timezone.now() if is_decided else None,
            reviewed_by=by if is_decided else None,
        )
        outbox.record(Webhook.Event.REVIEWED, ids)
    return count
