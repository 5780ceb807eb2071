"""Reviewing results. Every decision is also recorded, see `ReviewRecord`."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import outbox
from ..models import ApiKey, RecolorTask, Review, ReviewRecord, Webhook
from ..states import TaskStatus

MAX_NOTE = 300  # characters of a reason


def tasks_review(
    tasks: Iterable[RecolorTask], review: str, *, by: User | None = None, key: ApiKey | None = None, note: str = ""
) -> int:
    """Set the review of completed tasks, and return their number; other tasks are skipped. Raises ValidationError.

    by, key: the person or the API key that decides. note: the reason, cut to 300 characters; the review `to_review`
    removes it, and changes nothing about tasks that have it already.
    """
    if review not in Review.values:
        raise ValidationError(_("Choose approved, rejected or to review."))
    is_decided = review != Review.TO_REVIEW
    note = " ".join(note.split())[:MAX_NOTE] if is_decided else ""
    with transaction.atomic():
        # Locked, so that the last record of two decisions at the same time is also the task's review.
        completed = RecolorTask.objects.select_for_update().filter(status=TaskStatus.COMPLETED).order_by("pk")
        before = dict(completed.filter(pk__in=[task.pk for task in tasks]).values_list("pk", "review"))
        ids = [pk for pk, earlier in before.items() if is_decided or earlier != review]
        RecolorTask.objects.filter(pk__in=ids).update(review=review, review_note=note)
        now = timezone.now()
        ReviewRecord.objects.bulk_create(
            ReviewRecord(task_id=pk, review=review, note=note, at=now, by=by, key=key) for pk in ids
        )
        outbox.record(Webhook.Event.REVIEWED, ids)
    return len(before)


def task_review_undo(task: RecolorTask, *, by: User) -> bool:
    """Give a task the review that it had before the last decision; return False if nothing was decided about it.

    This is a decision, too: the record keeps both.
    """
    with transaction.atomic():
        records = list(task.review_records.order_by("-id")[:2])
        if not records:
            return False
        before = records[1] if len(records) > 1 else ReviewRecord(review=Review.TO_REVIEW)
        tasks_review([task], before.review, by=by, note=before.note)
    return True
