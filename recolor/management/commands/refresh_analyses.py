"""`manage.py refresh_analyses`: have all photos analyzed again that an earlier version of the engine analyzed."""

from typing import Any

from django.core.management.base import BaseCommand

from ... import services


class Command(BaseCommand):
    help = (
        "Queue all photos, of all workspaces, whose stored analysis was made by an earlier version of the engine. "
        "A worker analyzes them and finds their garments again, after all other work."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"Photos queued to be analyzed again: {services.photos_refresh()}")
