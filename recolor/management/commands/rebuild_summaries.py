"""`manage.py rebuild_summaries`: compute the stored counts, filter choices and sort values of the gallery anew."""

from typing import Any

from django.core.management.base import BaseCommand

from ... import services


class Command(BaseCommand):
    help = (
        "Compute the number of tasks, the choices of the gallery's filters, and the values by which it sorts anew, for "
        "all workspaces. Stop the web processes and the workers first, so that nothing changes in the meantime."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        services.summaries_rebuild()
        self.stdout.write("Rebuilt the summaries of all workspaces.")
