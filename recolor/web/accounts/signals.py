"""What happens when somebody signs in, or fails to: the audit log, and the limit of failed sign-ins."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.signals import user_logged_in, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from ... import services
from ...models import AuditEntry
from ...rate_limits import RateLimit
from ..client_address import counted_address


def seconds_to_wait(request: HttpRequest, username: str) -> int:
    """Return after how many seconds the address may sign in again as a user; 0 if it may now."""
    limit = _limit()
    return max(limit.wait(who) for who in _counted(request, username))


@receiver(user_logged_in)
def record_sign_in(sender: object, request: HttpRequest, user: User, **kwargs: Any) -> None:
    services.audit_record_in_all(user, AuditEntry.Action.SIGNED_IN, address=request.META.get("REMOTE_ADDR"))


@receiver(user_login_failed)
def record_failure(sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **_: Any) -> None:
    if request is None:  # not in a request: somebody calls Django's `authenticate` in a shell
        return
    username, limit = str(credentials.get("username", "")), _limit()
    for who in _counted(request, username):
        limit.count(who)
    if user := User.objects.filter(username=username).first():
        action, address = AuditEntry.Action.SIGN_IN_FAILED, request.META.get("REMOTE_ADDR")
        services.audit_record_in_all(user, action, address=address)


def _limit() -> RateLimit:
    return RateLimit("sign-in", settings.RECOLOR_SIGN_IN_RATE)


def _counted(request: HttpRequest, username: str) -> tuple[str, str]:
    """Return whose failures are counted: those of the address, and those for the user name."""
    return f"address {counted_address(request)}", f"user {username.strip().casefold()}"
