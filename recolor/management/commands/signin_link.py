"""`manage.py signin_link`: print a one-time sign-in link, for people without a password."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from ... import services
from ...web.accounts.sign_in import link_path
from ..shared import existing_workspace


class Command(BaseCommand):
    help = "Print a link that signs a user in. It works once, within 24 hours."

    def add_arguments(self, parser: Any) -> None:
        parser.add_argument("username", nargs="?", help="default: the owner of the first workspace")
        parser.add_argument("--base-url", default=_base_url(), help="the address of the studio (default: %(default)s)")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["username"]:
            user = User.objects.filter(username=options["username"]).first()
            if user is None:
                raise CommandError(f"There is no user “{options['username']}”. Omit the name for the owner.")
        else:
            workspace = existing_workspace()
            user = services.first_owner(workspace)
            if user is None:
                raise CommandError(f"The workspace “{workspace}” has no owner. Give the user name of a member.")
        self.stdout.write(options["base_url"].rstrip("/") + link_path(user))


def _base_url() -> str:
    """Return where people reach the studio: the first allowed host behind HTTPS, else this machine."""
    if not settings.HTTPS:
        return f"http://127.0.0.1:{settings.RECOLOR_PORT}"
    names = [host.lstrip(".") for host in settings.ALLOWED_HOSTS if host != "*"]
    return f"https://{names[0] if names else '127.0.0.1'}"
