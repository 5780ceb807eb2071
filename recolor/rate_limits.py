"""Rate limits: how often something may happen in a window of time, counted in the cache, which all processes share."""

import hashlib
import math
import time

from django.core.cache import cache

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}  # by the first letter of a period


class RateLimit:
    """Counts in fixed windows of time.

    No event is lost, because the cache counts in one step. While the cache cannot be used, nothing is counted.

    Parameters
    ----------
    scope
        What is counted, such as "sign-in"; each scope has its own counts.
    rate
        How often it may happen, such as "20/hour"; the periods are those of REST framework.
    """

    def __init__(self, scope: str, rate: str) -> None:
        count, _, period = rate.partition("/")
        self._scope, self._most, self._window = scope, int(count), _SECONDS[period[0]]

    def count(self, who: str) -> int:
        """Count one event of somebody; return the seconds to wait if it exceeds the limit, else 0."""
        key = self._key(who)
        try:
            count = cache.incr(key)
        except ValueError:  # the first one in this window, unless another thread has just counted one
            count = 1 if cache.add(key, 1, self._window) else cache.incr(key)
        return self._rest() if count > self._most else 0

    def wait(self, who: str) -> int:
        """Return the seconds until somebody may do it again; 0 if they may now. Counts nothing."""
        return self._rest() if int(cache.get(self._key(who), 0)) >= self._most else 0

    def _key(self, who: str) -> str:
        window = int(time.time() // self._window)
        return f"rate-{self._scope}-{window}-{hashlib.sha256(who.encode()).hexdigest()}"

    def _rest(self) -> int:
        return math.ceil(self._window - time.time() % self._window)
