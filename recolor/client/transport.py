"""Sending HTTP requests with time limits and retries, over one session for each thread."""

import random
import threading
import time
from collections.abc import Callable
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from .answers import error_from_response
from .errors import APIConnectionError, APITimeoutError, RateLimitError, RecolorAPIError, ServerError

_FIRST_PAUSE = 0.5  # seconds before the first retry
_MAX_PAUSE = 30.0  # seconds before any retry


class Transport:
    """Sends requests to one service.

    Parameters
    ----------
    timeout : tuple of float
        Seconds to connect, and seconds between two bytes of the answer.
    retries : int
        How often a failed request is repeated, if that is safe.
    sleep, session : callable
        Replacements for `time.sleep` and `requests.Session`, for tests.
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

    def send(self, method: str, url: str, *, repeatable: bool, **options: Any) -> tuple[requests.Response, bool]:
        """Send a request, and repeat it if it fails and that is safe.

        Parameters
        ----------
        method, url
            The request.
        repeatable : bool
            Whether carrying out the request twice does no harm.
        **options
            Further arguments of `requests.Session.request`.

        Returns
        -------
        requests.Response
            An answer with any status but 429 and 5xx.
        bool
            Whether an earlier attempt may have been carried out.

        Raises
        ------
        APIConnectionError, RateLimitError, ServerError
            If the last attempt failed.
        RecolorAPIError
            If the address or a header is invalid, so that nothing was sent.
        """
        maybe_done = False
        for attempt in range(self._retries + 1):
            try:
                return self._send_once(method, url, **options), maybe_done
            except (APIConnectionError, RateLimitError, ServerError) as error:
                # After a 429, or if no connection was made, nothing was done: even a create may be repeated.
                may_repeat = repeatable or not error.maybe_done
                if attempt == self._retries or not may_repeat:
                    raise
                maybe_done = maybe_done or error.maybe_done
                self._sleep(_pause(attempt, error))
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close the sessions of all threads."""
        for session in self._sessions:
            session.close()

    def _send_once(self, method: str, url: str, **options: Any) -> requests.Response:
        try:
            response = self._session().request(method, url, timeout=self._timeout, allow_redirects=False, **options)
        except ValueError:  # such as requests' InvalidHeader and InvalidURL: nothing was sent
            raise RecolorAPIError("The request cannot be sent. Its address or one of its headers is invalid.") from None
        except (requests.RequestException, OSError) as error:
            raise connection_error(error) from None
        if response.status_code == 429 or response.status_code >= 500:
            raise error_from_response(response)
        return response

    def _session(self) -> requests.Session:
        """Return the session of the current thread."""
        session: requests.Session | None = getattr(self._local, "session", None)
        if session is None:
            session = self._local.session = self._new_session()
            self._sessions.append(session)
        return session


def header_value(text: str, name: str) -> str:
    """Return a text that a header is to hold. Raises ValueError, which calls it by its name, if no header can."""
    if not text or not text.isascii() or not text.isprintable() or text != text.strip():
        raise ValueError(
            f"The {name} is empty, begins or ends with a space, or has characters other than letters, digits and "
            "punctuation of ASCII."
        )
    return text


def connection_error(error: Exception) -> APIConnectionError:
    """Return the client's exception for one of requests. Its message omits the address, which may have a signature."""
    reason = error.args[0] if error.args else None
    cause = getattr(reason, "reason", reason)
    was_sent = not isinstance(cause, NewConnectionError | ConnectTimeoutError) and not isinstance(
        error, requests.exceptions.ConnectTimeout
    )
    if isinstance(error, requests.Timeout | TimeoutError):
        return APITimeoutError("The service did not answer in time.", maybe_done=was_sent)
    if not was_sent:
        return APIConnectionError("The service cannot be reached.")
    return APIConnectionError("The connection to the service broke.", maybe_done=True)


def _pause(attempt: int, error: RecolorAPIError) -> float:
    """Return the seconds before the next attempt: those of `Retry-After`, else doubling with each attempt.

    Half of a doubling pause is random ("equal jitter": Brooker, "Exponential Backoff and Jitter", 2015).
    """
    if error.retry_after is not None:
        return min(error.retry_after, _MAX_PAUSE)
    full = min(_MAX_PAUSE, _FIRST_PAUSE * 2.0**attempt)
    return full / 2 + random.uniform(0, full / 2)
