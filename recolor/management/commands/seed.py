"""`manage.py seed`: the default workspace, its owner and the sample photos, once."""

from typing import Any

from django.core.management.base import BaseCommand

from ... import services
from ...engines import default_engine
from ...models import EngineName


class Command(BaseCommand):
    help = "Make the default workspace, its owner and its sample photos, if there is no workspace yet."

    def handle(self, *args: Any, **options: Any) -> None:
        workspace, owner, made = services.default_workspace()
        if made and default_engine() == EngineName.LOCAL:
            count = services.sample_photos_seed(workspace)
            self.stdout.write(f"Made the workspace “{workspace}” of “{owner}” with {count} sample photos.")
