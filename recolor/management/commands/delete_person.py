"""`manage.py delete_person USERNAME`: delete a person's account permanently, and revoke the API keys they created."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from ... import services
from ...models import AuditEntry, Workspace
from ..shared import confirm


class Command(BaseCommand):
    help = "Delete a person's account permanently, and revoke their API keys. What the person has made stays."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username")
        parser.add_argument("--no-input", action="store_false", dest="interactive", help="do not ask for confirmation")

    def handle(self, *args: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["username"]).first()
        if user is None:
            raise CommandError(f"There is no user “{options['username']}”.")
        workspaces = list(Workspace.objects.filter(members=user).order_by("pk"))
        names = ", ".join(f"“{each}”" for each in workspaces)
        self.stdout.write(f"{user.get_full_name() or user} ({user}) belongs to {names or 'no workspace'}.")
        if options["interactive"]:
            confirm("Type the user name to delete the account: ", user.get_username())
        try:
            keys = services.person_delete(user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        by: dict[str, Any] = {"by": "manage.py delete_person", "address": None}
        for workspace in workspaces:
            services.audit_record(workspace, AuditEntry.Action.PERSON_REMOVED, user.get_username(), **by)
        for key in keys:
            services.audit_record(key.workspace, AuditEntry.Action.KEY_REVOKED, services.api_key_text(key), **by)
        self.stdout.write(f"Deleted the account “{user}”, and revoked {len(keys)} API keys.")
