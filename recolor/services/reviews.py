"""What people think of results."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from ..models import RecolorTask, Review
from ..states import TaskStatus


def tasks_review(tasks: Iterable[RecolorTask], review: str, *, by: User, note: str = "") -> int:
    """Approve or reject results, or take that back; return how many. Only what is completed can be judged.

    note: why, at most 300 characters; taking a review back removes it.
    """
    if review not in Review.values:
        raise ValidationError(_("Choose approved, rejected or to review."))
    judged = review != Review.TO_REVIEW
    return RecolorTask.objects.filter(pk__in=[task.pk for task in tasks], status=TaskStatus.COMPLETED).update(
        review=review,
        review_note=" ".join(note.split())[:300] if judged else "",
        reviewed_at=timezone.now() if judged else None,
        reviewed_by=by if judged else None,
    )
