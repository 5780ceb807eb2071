"""Limiting the number of requests per API key."""

from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from ..models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ApiKeyThrottle(SimpleRateThrottle):
    """Counts requests by key; the rate is `RECOLOR_API_RATE`."""

    scope = "api_key"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if not isinstance(request.auth, ApiKey):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.prefix}
