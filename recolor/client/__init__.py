"""A client of the Recolor API. It needs requests and nothing of Django.

    from recolor.client import ColorChange, RecolorClient

    with RecolorClient("https://studio.example", api_key) as client:
        task = client.create([ColorChange("blouse", "royal blue")], pose_id=12)
        task = client.wait(task.id)
        client.download(task.result_url, "result.jpg")

Whatever goes wrong is a `RecolorAPIError`; `recolor.client.errors` draws the tree.
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
