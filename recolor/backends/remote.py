"""A hosted Recolor API as the engine: its client with our limits, and its answers in our terms."""

from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlsplit

from django.conf import settings

from .. import client as api
from .. import engine, uploads
from ..models import BaseImage, RecolorTask
from .addresses import check_address
from .base import Reached, Recoloring

_TIMEOUT = (5.0, 20.0)
_EXTENSIONS = {b"\xff\xd8": "jpg", b"\x89P": "png", b"RI": "webp"}


class RemoteBackend:
    """One hosted service. Nothing here waits or repeats: that is the rows' business (services/hosted.py)."""

    hosted = True

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
    def from_settings(cls) -> "RemoteBackend":
        client = api.RecolorClient(settings.RECOLOR_API_URL, settings.RECOLOR_API_KEY, timeout=_TIMEOUT, retries=0)
        return cls(
            client,
            idempotent=settings.RECOLOR_API_IDEMPOTENT,
            file_hosts=settings.RECOLOR_API_FILE_HOSTS,
            loopback=settings.RECOLOR_API_LOOPBACK,
        )

    def read_color(self, text: str, swatches: Mapping[str, str] | None = None) -> engine.Color:
        return engine.parse_color(text, swatches)

    def check_targets(self, image: BaseImage, targets: Sequence[str]) -> None:
        """The service knows best which garments it finds; it says so when it has looked."""

    def send(self, task: RecolorTask, key: str) -> api.Task:
        """Create a task there. Its colours go as hex codes: what a person saw is what is asked for."""
        return self._client.create(
            [api.ColorChange(change.target, change.color_hex) for change in task.color_changes.all()],
            pose_id=task.pose.remote_id if task.pose else None,
            model_id=task.model.remote_id if task.model else None,
            image_quality=task.image_quality,
            idempotency_key=key if self.idempotent else None,
        )

    def look(self, remote_id: str) -> api.Task:
        return self._client.get(remote_id)

    def newest(self) -> Sequence[api.Task]:
        """The newest hundred tasks of the account."""
        return self._client.page(1, 100).tasks

    def everything(self) -> Iterator[api.Task]:
        return self._client.list(page_size=100)

    def delete(self, remote_id: str) -> None:
        """Delete a task there; one that is gone already is fine."""
        try:
            self._client.delete(remote_id)
        except api.NotFoundError:
            return

    def fetch(self, answer: api.Task, url: str) -> Recoloring:
        """Take a completed task's picture away; AddressRefused, InvalidPictureError or PhotoError if it is not one."""
        content = self._client.download(
            url, check_url=lambda address: check_address(address, self._hosts, loopback=self._loopback)
        )
        assert isinstance(content, bytes)
        pixels = engine.open_photo(content).pixels
        height, width = pixels.shape[:2]
        return Recoloring(
            content=content,
            extension=_EXTENSIONS[content[:2]],
            preview=uploads.small_jpeg(pixels, uploads.PREVIEW_SIDE),
            thumbnail=uploads.small_jpeg(pixels, uploads.THUMBNAIL_SIDE),
            width=width,
            height=height,
            reports=_reports(answer),
        )

    def test(self) -> int:
        """Ask the service for its list and return how many tasks it counts; RecolorAPIError if that fails."""
        return self._client.page(1, 1).count


def _reports(answer: api.Task) -> list[Reached]:
    """What was reached, where the service tells it; ours does."""
    return [
        Reached(change.achieved_hex, change.delta_e)
        for change in answer.color_changes
        if change.achieved_hex and change.delta_e is not None
    ]
