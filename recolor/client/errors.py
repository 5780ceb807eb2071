"""The exceptions that calls of the Recolor API raise.

RecolorAPIError                 .status .code .request_id .maybe_done .retry_after
├── AuthenticationError         401, 403: the key is missing, wrong, expired or revoked
├── NotFoundError               404: there is no such task, or it was deleted
├── InvalidRequestError         another 4xx: .fields lists the problems by field
├── RateLimitError              429: there were too many calls; .retry_after has the seconds to wait
├── ServerError                 5xx, or an answer that does not follow the API's contract
├── InvalidPictureError         the download is too large, incomplete, or not a picture
└── APIConnectionError          no answer: refused, reset, no such host
    └── APITimeoutError         no answer in time

InvalidWebhookError             a message that is not from the server, or is too old; see `verify_webhook`
"""

from typing import Any


class RecolorAPIError(Exception):
    """A call failed.

    Attributes
    ----------
    status : int or None
        The HTTP status; None if there was no answer.
    code : str or None
        The service's error code, if it sent one.
    request_id : str or None
        The service's id of the request, for questions to its support.
    maybe_done : bool
        Whether the service may have carried out the request although its answer is missing. Repeating a create might
        then make a second task.
    retry_after : float or None
        Seconds to wait before the next call; None if the service did not send `Retry-After`.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        maybe_done: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.maybe_done = maybe_done
        self.retry_after = retry_after


class AuthenticationError(RecolorAPIError):
    """The key is missing, wrong, expired or revoked, or it does not permit the call."""


class NotFoundError(RecolorAPIError):
    """There is no such task, or it was deleted."""


class InvalidRequestError(RecolorAPIError):
    """The service refuses the request.

    Attributes
    ----------
    fields : dict of str to list of str
        The problems, by the name of the field. Empty if the service did not name fields.
    """

    def __init__(self, message: str, *, fields: dict[str, list[str]] | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.fields = fields or {}


class RateLimitError(RecolorAPIError):
    """There were too many calls. Wait `retry_after` seconds."""


class ServerError(RecolorAPIError):
    """The service failed, or its answer does not follow the Recolor API's contract."""


class InvalidPictureError(RecolorAPIError):
    """The download is too large, incomplete, or not a picture."""


class APIConnectionError(RecolorAPIError):
    """The service cannot be reached, or the connection broke."""


class APITimeoutError(APIConnectionError):
    """The service did not answer in time, or a task was not finished by the deadline."""


class InvalidWebhookError(Exception):
    """A webhook's message must not be trusted: its signature, its age or its body is wrong."""
