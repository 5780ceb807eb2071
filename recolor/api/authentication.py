"""The header `x-api-key`: who calls, and for which workspace."""

from django.contrib.auth.models import AnonymousUser
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_api_key.permissions import KeyParser

from .. import services
from ..models import ApiKey


class KeyHolder(AnonymousUser):
    """A program with a valid key: nobody in particular, but let in."""

    is_authenticated = True


class ApiKeyAuthentication(BaseAuthentication):
    """Sets `request.auth` to the ApiKey; 401 for a missing, unknown, expired or revoked one."""

    def authenticate(self, request: Request) -> tuple[KeyHolder, ApiKey] | None:
        text = KeyParser().get(request)
        if not text:
            return None
        try:
            key = ApiKey.objects.get_from_key(text)
        except ApiKey.DoesNotExist:
            raise AuthenticationFailed("This API key is unknown or revoked; make one under Settings.") from None
        if key.has_expired:
            raise AuthenticationFailed("This API key has expired; make a new one under Settings.")
        services.api_key_touch(key)
        return KeyHolder(), key

    def authenticate_header(self, request: Request) -> str:
        return 'Api-Key realm="Recolor API", header="x-api-key"'


class ApiKeyScheme(OpenApiAuthenticationExtension):
    target_class = ApiKeyAuthentication
    name = "ApiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        return {"type": "apiKey", "in": "header", "name": "x-api-key"}
