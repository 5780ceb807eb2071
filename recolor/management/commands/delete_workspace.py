"""`manage.py delete_workspace ID`: delete a workspace permanently, with its photos, results and files."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ... import services
from ...models import Photo, RecolorTask, Workspace
from ..shared import confirm


class Command(BaseCommand):
    help = "Delete a workspace permanently, with all of its photos, results, swatches, API keys and files."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("id", type=int, help="the number of the workspace; an unknown number lists all workspaces")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="do not ask for confirmation")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = Workspace.objects.filter(pk=options["id"]).first()
        if workspace is None:
            known = ", ".join(f"{each.pk} ({each})" for each in Workspace.objects.order_by("pk"))
            raise CommandError(f"There is no workspace {options['id']}. Workspaces: {known or 'none'}.")
        photos = Photo.objects.visible_in(workspace).count()
        results = RecolorTask.objects.visible_in(workspace).count()
        self.stdout.write(f"“{workspace}” has {photos} photos and {results} results, those in the trash included.")
        if options["interactive"]:
            confirm("Type its name to delete it permanently: ", workspace.name)
        services.workspace_delete(workspace)
        self.stdout.write(f"Deleted the workspace “{workspace}” and its files.")
