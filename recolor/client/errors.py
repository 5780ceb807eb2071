"""What can go wrong with a call of the Recolor API.

RecolorAPIError                 .status .code .request_id .maybe_done
├── AuthenticationError         401, 403: the key is missing, wrong, expired or revoked
├── NotFoundError               404: no such task (any more)
├── InvalidRequestError         another 4xx: .fields tells what is wrong, field by field
├── RateLimitError              429: .retry_after tells the seconds to wait, if the service did
├── ServerError                 5xx, or an answer that is not the API's
├── InvalidPictureError         what came instead of a picture: too large, cut off, or none at all
└── APIConnectionError          no answer: refused, reset, no such host
    └── APITimeoutError         no answer in time
"""


class RecolorAPIError(Exception):
    """A call that failed.

    status: the HTTP status, None when there was no answer. code: the service's own error code, if it gave one.
    request_id: the service's name for the request, for its support. maybe_done: whether the service may have done
    what was asked, though the answer is missing: repeating a create might then make a second task.
    """

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        code: str | None = None,
        request_id: str | None = None,
        maybe_done: bool = False,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.request_id = request_id
        self.maybe_done = maybe_done


class AuthenticationError(RecolorAPIError):
    """The key is missing, wrong, expired, revoked, or may not do this."""


class NotFoundError(RecolorAPIError):
    """There is no such thing (any more)."""


class InvalidRequestError(RecolorAPIError):
    """The service refuses the request; fields: the problems by the name of the field."""

    fields: dict[str, list[str]]

    def __init__(self, message: str, *, fields: dict[str, list[str]] | None = None, **details: object) -> None:
        super().__init__(message, **details)  # type: ignore[arg-type]
        self.fields = fields or {}


class RateLimitError(RecolorAPIError):
    """Too many calls; retry_after: seconds to wait, None if the service did not say."""

    retry_after: float | None

    def __init__(self, message: str, *, retry_after: float | None = None, **details: object) -> None:
        super().__init__(message, **details)  # type: ignore[arg-type]
        self.retry_after = retry_after


class ServerError(RecolorAPIError):
    """The service failed, or answered with something that is not the Recolor API."""


class InvalidPictureError(RecolorAPIError):
    """What was downloaded is too large, cut off, or no picture."""


class APIConnectionError(RecolorAPIError):
    """The service cannot be reached, or the connection broke."""


class APITimeoutError(APIConnectionError):
    """The service did not answer in time, or a task did not end before the deadline."""
