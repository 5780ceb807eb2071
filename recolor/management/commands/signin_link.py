"""`manage.py signin_link`: a one-time link for somebody who has no password, or forgot it."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from ... import services


class Command(BaseCommand):
    help = "Print a link that signs a user in, once, within a day."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", nargs="?", help="by default the owner of the default workspace")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        from ...web.accounts.sign_in import link_path

        if options["username"]:
            user = User.objects.filter(username=options["username"]).first()
            if user is None:
                raise CommandError(f"There is no user “{options['username']}”.")
        else:
            _workspace, user, _made = services.default_workspace()
        self.stdout.write(options["base_url"].rstrip("/") + link_path(user))
