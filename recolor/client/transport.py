"""Requests that come to an end: time limits, repeats where they are safe, a session for each thread."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from requests import exceptions as broken
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from .answers import error_of
from .errors import APIConnectionError, APITimeoutError, RateLimitError, RecolorAPIError, ServerError

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0


class Transport:
    """Sends requests to one service.

    timeout: seconds to connect, and between two bytes of the answer. retries: how often a request that failed
    is repeated, if that is safe. sleep and session: replaceable, so that tests need neither wait nor connect.
    """

    def __init__(
        self,
        *,
        timeout: tuple[float, float],
        retries: int,
        sleep: Callable[[float], None] = time.sleep,
        session: Callable[[], requests.Session] = requests.Session,
    ) -> None:
        self._timeout, self._retries, self._sleep, self._new_session = timeout, retries, sleep, session
        self._local = threading.local()
        self._sessions: list[requests.Session] = []

    def send(self, method: str, url: str, *, safe: bool, **options: Any) -> requests.Response:
        """Send a request, again if it fails and is `safe` to repeat; a RecolorAPIError when it is of no avail."""
        for attempt in range(self._retries + 1):
            try:
                return self._send_once(method, url, **options)
            except (APIConnectionError, RateLimitError, ServerError) as error:
                # A refusal for being too fast means that nothing was done, so even a create may be repeated.
                repeatable = safe or not error.maybe_done
                if attempt == self._retries or not repeatable:
                    raise
                self._sleep(_pause(attempt, error))
        raise AssertionError("unreachable")

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    def _send_once(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            response = self._session().request(method, url, timeout=self._timeout, allow_redirects=False, **options)
        except (requests.RequestException, OSError) as error:
            raise connection_error(error) from None
        if response.status_code == 429 or response.status_code >= 500:
            raise error_of(response)
        return response

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
            self._sessions.append(session)
        return session


def connection_error(error: Exception) -> APIConnectionError:
    """What requests raises, in our words and without the address, which may carry a signature."""
    reason = error.args[0] if error.args else None
    cause = getattr(reason, "reason", reason)
    never_sent = isinstance(cause, NewConnectionError | ConnectTimeoutError) or isinstance(error, broken.ConnectTimeout)
    if isinstance(error, requests.Timeout | TimeoutError):
        return APITimeoutError("The service did not answer in time.", maybe_done=not never_sent)
    if never_sent:
        return APIConnectionError("The service cannot be reached.")
    return APIConnectionError("The connection to the service broke.", maybe_done=True)


def _pause(attempt: int, error: RecolorAPIError) -> float:
    """Half fixed, half random, doubling (“equal jitter”, Brooker, Exponential Backoff and Jitter, 2015)."""
    if isinstance(error, RateLimitError) and error.retry_after is not None:
        return min(error.retry_after, _LONGEST_PAUSE)
    full = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0**attempt)
    return full / 2 + random.uniform(0, full / 2)
