"""`manage.py seed`: create the default workspace, its owner and the sample photos, if they do not exist yet."""

from typing import Any

from django.core.management.base import BaseCommand

from ... import services
from ...engines import default_engine
from ...models import EngineName


class Command(BaseCommand):
    help = "Create the default workspace, its owner and its sample photos, if there is no workspace yet."

    def handle(self, *args: Any, **options: Any) -> None:
        workspace, owner, created = services.default_workspace()
        if created and default_engine() == EngineName.LOCAL:
            count = services.sample_photos_seed(workspace)
            self.stdout.write(f"Created the workspace “{workspace}” of “{owner}” with {count} sample photos.")
