"""Reviews: the decisions about the results of one of our own servers, an extension of the Recolor API."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import ServerError
from .lists import listed

_PATH = "v2/models/multipose-tasks/{}/reviews/"


@dataclass(frozen=True)
class Review:
    """A decision about the result of a task.

    Attributes
    ----------
    id : str
        The id.
    review : str
        "approved", "rejected", or "to_review" if the decision was taken back.
    note : str
        The reason; empty if none was given.
    at : str
        The time in UTC, `YYYY-MM-DDTHH:MM:SSZ`.
    person, api_key : str or None
        The name of the person or of the API key that decided. Both are None if it was deleted.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    review: str
    note: str = ""
    at: str = ""
    person: str | None = None
    api_key: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class Reviews:
    """The calls for reviews, as `RecolorClient.reviews`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def set(self, task_id: int | str, review: str, *, note: str = "", idempotency_key: str | None = None) -> Review:
        """Decide about the result of a completed task.

        Parameters
        ----------
        task_id : int or str
            The task.
        review : str
            "approved", "rejected", or "to_review", which takes the last decision back.
        note : str
            The reason.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        Review
            The decision as it was recorded.

        Raises
        ------
        InvalidRequestError
            If the task is not completed, or there is no decision to take back (status 409).
        """
        body = {"review": review, "note": note}
        return _read(self._call("POST", _path(task_id), idempotency_key=idempotency_key, json=body))

    def history(self, task_id: int | str) -> Iterator[Review]:
        """Yield all decisions about the result of a task, newest first, those made in the studio included."""
        yield from listed(self._call, _path(task_id), _read)


def _path(task_id: int | str) -> str:
    return _PATH.format(quote(str(task_id), safe=""))


def _read(answer: object) -> Review:
    """Return the review in an answer. Raises ServerError if it has no id or no decision."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("id"), int | str) or not answer.get("review"):
        raise ServerError("The server's answer is not a review. Only our own servers have them.", maybe_done=True)
    return Review(
        id=str(answer["id"]),
        review=str(answer["review"]),
        note=str(answer.get("note") or ""),
        at=str(answer.get("at") or ""),
        person=answer.get("person"),
        api_key=answer.get("api_key"),
        raw=answer,
    )
