"""`manage.py signin_link`: print a one-time sign-in link, for people without a password."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from ... import services
from ...web.accounts.sign_in import link_path


class Command(BaseCommand):
    help = "Print a link that signs a user in. It works once, within 24 hours."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", nargs="?", help="default: the owner of the default workspace")
        parser.add_argument("--base-url", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["username"]:
            user = User.objects.filter(username=options["username"]).first()
            if user is None:
                raise CommandError(f"There is no user “{options['username']}”. Omit the name for the owner.")
        else:
            _workspace, user, _created = services.default_workspace()
        self.stdout.write(options["base_url"].rstrip("/") + link_path(user))
