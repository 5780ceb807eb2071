"""The cache in Redis, which all machines share."""

from typing import Any

from django.core.cache.backends.redis import RedisCache as DjangoRedisCache
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from .caches import OptionalCache

_SECONDS = 1  # for an answer; the library's own limits would keep each request waiting for a minute


class RedisCache(OptionalCache, DjangoRedisCache):
    """A request waits for Redis for about two seconds at most, and the next ones not at all for some time."""

    failures = (OSError, RedisError)
    pause = 5

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        # A second attempt, because Redis may have closed the connection since the last request.
        limits = {
            "socket_timeout": _SECONDS,
            "socket_connect_timeout": _SECONDS,
            "retry": Retry(NoBackoff(), retries=1),
        }
        super().__init__(server, params | {"OPTIONS": limits | params.get("OPTIONS", {})})
