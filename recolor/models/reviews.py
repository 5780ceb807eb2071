"""The record of reviews: who decided what about a result, when, and why."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from .choices import Review
from .workspaces import ApiKey


class ReviewRecord(models.Model):
    """One decision about a result, as it was made. Rows are only added: a later decision is another row.

    `RecolorTask.review` and `.review_note` repeat the last one, so that tasks can be filtered and searched by it.
    """

    task = models.ForeignKey("recolor.RecolorTask", on_delete=models.CASCADE, related_name="review_records")
    review = models.CharField(max_length=9, choices=Review.choices)
    note = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    key = models.ForeignKey(ApiKey, on_delete=models.SET_NULL, null=True, related_name="+")
    # Shared by the records of one decision of a person, which can be undone with it.
    decided_in = models.UUIDField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["decided_in"], condition=models.Q(decided_in__isnull=False), name="reviews_together")
        ]

    def __str__(self) -> str:
        return f"{self.review}: task {self.task_id}"

    @property
    def who(self) -> str:
        """The name of the person or of the API key that decided.

        The name of a person goes with the account, as `manage.py delete_person` promises; keys are never deleted.
        """
        if self.by:
            return self.by.get_username()
        return str(self.key.name) if self.key else _("deleted account")
