"""Authentication by API key, in the header `x-api-key`. The key also determines the workspace."""

from contextlib import suppress
from typing import Any

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_api_key.permissions import KeyParser

from .. import services
from ..exceptions import DATABASE_UNREACHABLE
from ..models import ApiKey
from ..prepared_query import PreparedQuery

_KEYS = PreparedQuery(lambda prefix: ApiKey.objects.get_usable_keys().filter(prefix=prefix).order_by(), "prefix")


class KeyHolder(AnonymousUser):
    """The user of requests with a valid key: no particular person, but authenticated."""

    is_authenticated: Any = True


class ApiKeyAuthentication(BaseAuthentication):
    """Set `request.auth` to the ApiKey; answer 401 for a key that is missing, unknown, expired or revoked."""

    def authenticate(self, request: Request) -> tuple[KeyHolder, ApiKey] | None:
        text = KeyParser().get(request)
        if not text:
            return None
        prefix, _, _ = text.partition(".")
        key = next((key for key in _KEYS.rows(prefix) if key.is_valid(text)), None)
        if key is None:
            raise AuthenticationFailed("This API key is unknown or was revoked. Create a key on the settings page.")
        if key.has_expired:
            raise AuthenticationFailed("This API key has expired. Create a new key on the settings page.")
        with suppress(*DATABASE_UNREACHABLE):  # reading may work, for example while the disk is full
            services.api_key_touch(key)
        return KeyHolder(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Api-Key realm="Recolor API", header="x-api-key"'


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """Describes the authentication in the API's schema."""

    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "x-api-key"}


def api_key_of(request: Request) -> ApiKey:
    """Return the API key of an authenticated request; `.workspace` is what the request may read and write."""
    assert isinstance(request.auth, ApiKey)
    return request.auth
