"""Limiting the number of requests per API key."""

import logging
from typing import TYPE_CHECKING

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from ..models import ApiKey

if TYPE_CHECKING:
    from rest_framework.views import APIView

logger = logging.getLogger(__name__)


class ApiKeyThrottle(SimpleRateThrottle):
    """Counts requests by key; the rate is `RECOLOR_API_RATE`."""

    scope = "api_key"

    def get_cache_key(self, request: Request, view: "APIView") -> str | None:
        if not isinstance(request.auth, ApiKey):
            return None
        return self.cache_format % {"scope": self.scope, "ident": request.auth.prefix}

    def throttle_success(self) -> bool:
        try:
            return super().throttle_success()
        except OSError:  # the disk is full: requests that only read must work
            logger.exception("the rate limit of API keys cannot count")
            return True
