"""API keys: made (shown once), used, revoked."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from ..models import ApiKey, Workspace


def api_key_create(workspace: Workspace, name: str) -> tuple[ApiKey, str]:
    """Make a key and return it with its text, which is kept nowhere: this is the only time it is seen."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= 50:
        raise ValidationError({"name": "Give the key a name of 1 to 50 characters, such as the program's."})
    return ApiKey.objects.create_key(workspace=workspace, name=name)


def api_key_revoke(key: ApiKey) -> None:
    """Revoke a key at once and for good; revoking it again changes nothing."""
    ApiKey.objects.filter(pk=key.pk).update(revoked=True)


def api_key_touch(key: ApiKey) -> None:
    """Note that a key was used, once a minute at most, so that a polling client does not write all day."""
    now = timezone.now()
    stale = Q(last_used_at=None) | Q(last_used_at__lt=now - timedelta(minutes=1))
    if key.last_used_at is None or key.last_used_at < now - timedelta(minutes=1):
        ApiKey.objects.filter(stale, pk=key.pk).update(last_used_at=now)
