"""Limiting the number of requests per API key."""

from typing import TYPE_CHECKING

from django.conf import settings
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from ..models import ApiKey
from ..rate_limits import RateLimit

if TYPE_CHECKING:
    from rest_framework.views import APIView


class ApiKeyThrottle(BaseThrottle):
    """Counts requests by key; the rate is `RECOLOR_API_RATE`.

    REST framework's own throttles read a list of times and write it back, so that parallel requests exceed the rate.
    """

    _seconds = 0

    def allow_request(self, request: Request, view: "APIView") -> bool:
        if isinstance(request.auth, ApiKey):
            self._seconds = RateLimit("api-key", settings.RECOLOR_API_RATE).count(request.auth.prefix)
        return not self._seconds

    def wait(self) -> float:
        return self._seconds
