"""Reviewing results. Every decision is also recorded, see `ReviewRecord`."""

import uuid
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import outbox
from ..models import ApiKey, RecolorTask, Review, ReviewRecord, Webhook, Workspace
from ..states import TaskStatus

MAX_NOTE = 300  # characters of a reason


def tasks_review(
    tasks: Iterable[RecolorTask],
    review: str,
    *,
    by: User | None = None,
    key: ApiKey | None = None,
    note: str = "",
    decided_in: uuid.UUID | None = None,
) -> int:
    """Set the review of completed tasks, and return their number; other tasks are skipped. Raises ValidationError.

    by, key: the person or the API key that decides. note: the reason, cut to 300 characters; the review `to_review`
    removes it, and changes nothing about tasks that have it already. decided_in: with which `tasks_review_undo` finds
    the decision.
    """
    if review not in Review.values:
        raise ValidationError(_("Choose approved, rejected or to review."))
    by_id = {task.pk: task for task in tasks}
    is_decided = review != Review.TO_REVIEW
    note = " ".join(note.split())[:MAX_NOTE] if is_decided else ""
    with transaction.atomic():
        # Locked, so that the last record of two decisions at the same time is also the task's review.
        completed = RecolorTask.objects.select_for_update().filter(status=TaskStatus.COMPLETED).order_by("pk")
        before = dict(completed.filter(pk__in=by_id).values_list("pk", "review"))
        ids = [pk for pk, earlier in before.items() if is_decided or earlier != review]
        RecolorTask.objects.filter(pk__in=ids).update(review=review, review_note=note)
        now = timezone.now()
        ReviewRecord.objects.bulk_create(
            ReviewRecord(task_id=pk, review=review, note=note, at=now, by=by, key=key, decided_in=decided_in)
            for pk in ids
        )
        outbox.record(Webhook.Event.REVIEWED, [by_id[pk] for pk in ids])
    return len(before)


def tasks_review_undo(workspace: Workspace, decided_in: uuid.UUID, *, by: User) -> int:
    """Give tasks the reviews that they had before a decision about them; return their number.

    Tasks about which something else was decided since, and those in the trash, keep their reviews. This is a decision,
    too: the record keeps both.
    """
    decided = ReviewRecord.objects.filter(decided_in=decided_in, task__workspace=workspace, task__trashed_at=None)
    with transaction.atomic():
        # Locked, so that of two requests to undo the same, the second finds the records of the first.
        ids = list(decided.order_by("task").values_list("task", flat=True))
        tasks = {task.pk: task for task in RecolorTask.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
        latest: dict[int, list[ReviewRecord]] = {}
        for record in ReviewRecord.objects.filter(task__in=ids).order_by("id"):
            latest[record.task_id] = [*latest.get(record.task_id, [])[-1:], record]
        before: dict[tuple[str, str], list[RecolorTask]] = {}
        for pk, records in latest.items():
            if records[-1].decided_in == decided_in:
                earlier = records[0] if len(records) > 1 else ReviewRecord(review=Review.TO_REVIEW)
                before.setdefault((earlier.review, earlier.note), []).append(tasks[pk])
        for (review, note), group in before.items():
            tasks_review(group, review, by=by, note=note)
    return sum(map(len, before.values()))
