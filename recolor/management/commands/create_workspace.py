"""`manage.py create_workspace NAME`: create another workspace with its owner."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ... import services


class Command(BaseCommand):
    help = "Create a workspace, without sample photos. `manage.py signin_link` gives its owner a link to sign in."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name")
        parser.add_argument(
            "--owner",
            default=services.DEFAULT_OWNER,
            metavar="USERNAME",
            help="is created if there is no such user (default: %(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            workspace, owner = services.workspace_create(options["name"], options["owner"])
        except ValidationError as error:
            wrong = (f"{field}: {' '.join(messages)}" for field, messages in error.message_dict.items())
            raise CommandError(" ".join(wrong)) from error
        self.stdout.write(f"Created the workspace {workspace.pk} “{workspace}” of “{owner}”.")
