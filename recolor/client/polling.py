"""Polling until a task or a base image is finished."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from .errors import APITimeoutError

_POLL_SECONDS = (3.0, 5.0)  # pause between two polls, as the service asks its clients to do


class Polled(Protocol):
    """A task or a base image."""

    @property
    def id(self) -> str:
        """Its id."""

    @property
    def status(self) -> str:
        """The service's word for its state."""

    @property
    def done(self) -> bool:
        """Whether it is finished, with or without success."""


Row = TypeVar("Row", bound=Polled)


@dataclass(frozen=True)
class Poller:
    """Polls with pauses. `sleep` and `clock` can be replaced in tests."""

    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic

    def wait(self, get: Callable[[], Row], timeout: float, on_poll: Callable[[Row], None] | None) -> Row:
        """Call `get` every 3 to 5 seconds until what it returns is done, and return that.

        Parameters
        ----------
        get : callable
            Requests the row.
        timeout : float
            Seconds to wait.
        on_poll : callable or None
            Called with the row after each poll.

        Raises
        ------
        APITimeoutError
            If the row is not finished after `timeout` seconds.
        """
        deadline = self.clock() + timeout
        while True:
            row = get()
            if on_poll:
                on_poll(row)
            if row.done:
                return row
            pause = random.uniform(*_POLL_SECONDS)
            if self.clock() + pause > deadline:
                kind = type(row).__name__
                raise APITimeoutError(f"{kind} {row.id} is still {row.status} after {timeout:g} seconds.")
            self.sleep(pause)
