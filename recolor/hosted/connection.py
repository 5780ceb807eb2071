"""The connection to the hosted service: the API client with our limits."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from .. import client as api
from ..engine import Pixels, open_picture
from ..models import RecolorTask
from .addresses import check_address

_TIMEOUT = (5.0, 20.0)  # seconds to connect, and between two bytes of an answer
_FORMATS = {b"\xff\xd8": "jpeg", b"\x89P": "png", b"RI": "webp"}  # by a file's first bytes


@dataclass(frozen=True)
class DownloadedPicture:
    """A picture as it was downloaded. pixels: (H, W, 3) uint8 sRGB. format: of RecolorTask.Format."""

    content: bytes
    pixels: Pixels
    format: str


class Connection:
    """Requests to one hosted service. It does not wait or retry; `steps.py` does, with the due times of the rows.

    idempotent: whether the service honors `Idempotency-Key`. file_hosts: hosts, besides the service's own,
    that pictures may be downloaded from. loopback: whether they may be downloaded from this machine.
    """

    def __init__(
        self,
        client: api.RecolorClient,
        *,
        idempotent: bool = False,
        file_hosts: Sequence[str] = (),
        loopback: bool = False,
    ) -> None:
        self._client = client
        self.idempotent = idempotent
        self.url = client.base_url
        self._hosts = [urlsplit(client.base_url).hostname or "", *(host.lower() for host in file_hosts)]
        self._loopback = loopback

    @classmethod
    def from_settings(cls) -> "Connection":
        """Return a connection to the service in the settings."""
        client = api.RecolorClient(settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY, timeout=_TIMEOUT, retries=0)
        return cls(
            client,
            idempotent=settings.RECOLOR_API_IDEMPOTENT,
            file_hosts=settings.RECOLOR_API_FILE_HOSTS,
            loopback=settings.RECOLOR_API_LOOPBACK,
        )

    def create(self, request: Mapping[str, Any], key: str) -> api.Task:
        """Create a task at the service.

        request: see `create_request`. key: the `Idempotency-Key`, sent only if the service honors it.
        """
        return self._client.create(
            [api.ColorChange(target, color_hex) for target, color_hex in request["color_changes"]],
            pose_id=request["pose_id"],
            model_id=request["model_id"],
            image_quality=request["image_quality"],
            idempotency_key=key if self.idempotent else None,
        )

    def get(self, hosted_id: str) -> api.Task:
        """Return one task."""
        return self._client.get(hosted_id)

    def newest_tasks(self) -> Sequence[api.Task]:
        """Return the newest hundred tasks of the account."""
        return self._client.page(1, 100).tasks

    def all_tasks(self) -> Iterator[api.Task]:
        """Yield all tasks of the account, newest first."""
        return self._client.list(page_size=100)

    def delete(self, hosted_id: str) -> None:
        """Delete a task at the service; do nothing if it does not exist."""
        try:
            self._client.delete(hosted_id)
        except api.NotFoundError:
            return

    def fetch(self, url: str) -> DownloadedPicture:
        """Download a completed task's picture.

        Raises AddressRefused for an address that is not allowed, InvalidPictureError or PhotoError for a file that is
        not a picture, and the client's errors.
        """
        content = self._client.download(
            url, check_url=lambda address: check_address(address, self._hosts, loopback=self._loopback)
        )
        assert isinstance(content, bytes)
        return DownloadedPicture(content, open_picture(content).pixels, _FORMATS[content[:2]])

    def count_tasks(self) -> int:
        """Ask the service how many tasks it has, to test the connection. Raises RecolorAPIError."""
        return self._client.page(1, 1).count


def create_request(task: RecolorTask) -> dict[str, Any]:
    """Return what a create requests for a task, as JSON; hex codes, so that the colors are those of the studio."""
    return {
        "color_changes": [[change.target, change.color_hex] for change in task.color_changes.all()],
        "pose_id": task.pose.hosted_id if task.pose else None,
        "model_id": task.model.hosted_id if task.model else None,
        "image_quality": task.image_quality,
    }


@cache
def connection() -> Connection:
    """Return the connection to the service in the settings. It is created once per process."""
    return Connection.from_settings()
