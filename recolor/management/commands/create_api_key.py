"""`manage.py create_api_key NAME`: create an API key; the last line of the output is the key alone."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ... import services
from ...models import AuditEntry
from ..shared import existing_workspace


class Command(BaseCommand):
    help = "Create an API key in the first workspace and print it on the last line. It is shown only once."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("name", help="the program that will use the key")

    def handle(self, *args: Any, **options: Any) -> None:
        workspace = existing_workspace()
        try:
            key, text = services.api_key_create(workspace, options["name"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        action, command = AuditEntry.Action.KEY_CREATED, "manage.py create_api_key"
        services.audit_record(workspace, action, services.api_key_text(key), by=command, address=None)
        self.stdout.write(f"API key “{key.name}” for the workspace “{workspace}”. It is shown only once:")
        self.stdout.write(text)
