"""A client of the Recolor API. It needs requests, but not Django.

    from recolor.client import ColorChange, RecolorClient

    with RecolorClient("https://studio.example", api_key) as client:
        task = client.create([ColorChange("blouse", "royal blue")], pose_id=12)
        task = client.wait(task.id)
        client.download(task.result_url, "result.jpg")

Every call raises subclasses of `RecolorAPIError`; `recolor.client.errors` shows all of them.
"""

from .client import RecolorClient
from .errors import (
    APIConnectionError,
    APITimeoutError,
    AuthenticationError,
    InvalidPictureError,
    InvalidRequestError,
    NotFoundError,
    RateLimitError,
    RecolorAPIError,
    ServerError,
)
from .types import ColorChange, Page, Task, TaskError

__all__ = [
    "APIConnectionError",
    "APITimeoutError",
    "AuthenticationError",
    "ColorChange",
    "InvalidPictureError",
    "InvalidRequestError",
    "NotFoundError",
    "Page",
    "RateLimitError",
    "RecolorAPIError",
    "RecolorClient",
    "ServerError",
    "Task",
    "TaskError",
]
