"""Base images: the photos of one of our own servers, an extension of the Recolor API."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypedDict, Unpack
from urllib.parse import quote

from .errors import ServerError
from .files import File, file_part
from .lists import listed
from .polling import Poller
from .task_requests import query
from .types import TaskError

READY, FAILED = "ready", "failed"
_PATH = "v4/models/base-images/"


@dataclass(frozen=True)
class BaseImage:
    """A photo on the server.

    Attributes
    ----------
    id : str
        The id, for `pose_id` or `model_id` of a task.
    kind : str
        "pose" or "model".
    status : str
        "queued", "processing", "ready" or "failed": the state of the search for garments. Tasks need not wait for it.
    name : str
        The name in the studio.
    sku, view : str
        The product that it shows, and what of it; empty if that is not known.
    garments : tuple of str
        The names of the garments that were found.
    missed_clothes : bool
        Whether it probably shows clothes that none of its garments covers.
    error : TaskError or None
        The reason why no garments could be searched; None unless that failed.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    kind: str
    status: str
    name: str = ""
    sku: str = ""
    view: str = ""
    garments: tuple[str, ...] = ()
    missed_clothes: bool = False
    error: TaskError | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @property
    def done(self) -> bool:
        """Whether the search for garments is finished."""
        return self.status in (READY, FAILED)


class BaseImageFilters(TypedDict, total=False):
    """The filters of the list of base images; a base image must match all of them.

    Attributes
    ----------
    kind : str
        "pose" or "model".
    status : str
        "queued", "processing", "ready" or "failed".
    model : int or str
        The id of a model: this model and its poses.
    sku, view : str
        The whole SKU or view, in any case.
    name : str
        A part of the name.
    garment : str
        A garment that was found.
    q : str
        Up to eight words, as in the search of the studio.
    created_after : datetime or str
        Only base images that were uploaded later. A text has the form `YYYY-MM-DDTHH:MM:SSZ`.
    """

    kind: str
    status: str
    model: int | str
    sku: str
    view: str
    name: str
    garment: str
    q: str
    created_after: datetime | str


class BaseImages:
    """The calls for base images, as `RecolorClient.base_images`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any], poller: Poller) -> None:
        self._call, self._poller = call, poller

    def upload(
        self,
        image: File,
        *,
        kind: str = "model",
        model_id: int | str | None = None,
        name: str = "",
        sku: str | None = None,
        view: str | None = None,
        file_name: str = "",
        idempotency_key: str | None = None,
    ) -> BaseImage:
        """Upload a photo. Its garments are found in the background.

        Parameters
        ----------
        image : str, Path, bytes or binary file
            A JPEG, PNG, WebP or TIFF picture: the path of its file, its content, or the open file.
        kind : str
            "model", or "pose" for another pose of a model.
        model_id : int or str, optional
            The model to which a pose belongs.
        name : str
            The name in the studio; the file's name by default.
        sku, view : str, optional
            The product that it shows, and what of it; by default as the file's name says, if the workspace has a
            pattern for it.
        file_name : str
            The file's name; that of `image` by default.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        BaseImage
            The new base image.

        Raises
        ------
        OSError
            If the file cannot be read.
        InvalidRequestError
            If the server refuses the photo; `fields` has the problems.
        """
        options = {"model": model_id, "sku": sku, "view": view}
        fields = {"kind": kind, "name": name} | {key: value for key, value in options.items() if value is not None}
        files = {"image": file_part(image, file_name)}
        answer = self._call("POST", _PATH, idempotency_key=idempotency_key, data=fields, files=files)
        return read_base_image(answer)

    def get(self, image_id: int | str) -> BaseImage:
        """Return one base image. Raises NotFoundError if there is none with this id."""
        return read_base_image(self._call("GET", _path(image_id)))

    def list(self, **filters: Unpack[BaseImageFilters]) -> Iterator[BaseImage]:
        """Yield all base images that match the filters once, newest first; see `BaseImageFilters`."""
        yield from listed(self._call, _PATH, read_base_image, query(filters))

    def change(
        self, image_id: int | str, *, name: str | None = None, sku: str | None = None, view: str | None = None
    ) -> BaseImage:
        """Change the name, the SKU or the view of a base image.

        Parameters
        ----------
        image_id : int or str
            The base image.
        name, sku, view : str, optional
            The new values; those that are not given stay. An empty SKU or view is removed. The images of one SKU
            become one model with its poses.

        Returns
        -------
        BaseImage
            The changed base image; `raw["warnings"]` says if it did not become a pose of the model of its SKU.

        Raises
        ------
        NotFoundError
            If there is no base image with this id.
        InvalidRequestError
            If a value is refused; `fields` has the problems.
        """
        values = {"name": name, "sku": sku, "view": view}
        body = {field: value for field, value in values.items() if value is not None}
        return read_base_image(self._call("PATCH", _path(image_id), json=body))

    def delete(self, image_id: int | str, *, cascade: bool = False) -> None:
        """Delete a base image permanently.

        Parameters
        ----------
        image_id : int or str
            The base image.
        cascade : bool
            Whether the tasks that use it are deleted, too.

        Raises
        ------
        NotFoundError
            If there is no base image with this id.
        InvalidRequestError
            If tasks use it and `cascade` is false (status 409).
        """
        self._call("DELETE", _path(image_id), params={"cascade": "true"} if cascade else {})

    def trash(self, image_id: int | str, *, cascade: bool = False) -> None:
        """Move a base image to the trash, from which `restore` takes it; parameters and errors as of `delete`."""
        self._call("DELETE", _path(image_id), params={"trash": "true"} | ({"cascade": "true"} if cascade else {}))

    def restore(self, image_id: int | str) -> BaseImage:
        """Restore a base image from the trash, with the tasks that went there with it, and return it.

        Raises NotFoundError if it is not in the trash.
        """
        return read_base_image(self._call("POST", f"{_path(image_id)}restore/"))

    def wait(
        self,
        image_id: int | str,
        *,
        timeout: float = 600.0,
        on_poll: Callable[[BaseImage], None] | None = None,
    ) -> BaseImage:
        """Poll a base image every 3 to 5 seconds until its garments have been searched.

        Parameters
        ----------
        image_id : int or str
            The base image.
        timeout : float
            Seconds to wait.
        on_poll : callable, optional
            Called with the base image after each poll.

        Returns
        -------
        BaseImage
            The base image, ready or failed.

        Raises
        ------
        APITimeoutError
            If the search is not finished after `timeout` seconds. It continues on the server.
        """
        return self._poller.wait(lambda: self.get(image_id), timeout, on_poll)


def _path(image_id: int | str) -> str:
    return f"{_PATH}{quote(str(image_id), safe='')}/"


def read_base_image(answer: object) -> BaseImage:
    """Return the base image in an answer. Raises ServerError if it has no id or no status."""
    if not isinstance(answer, Mapping) or not isinstance(answer.get("id"), int | str) or not answer.get("status"):
        raise ServerError("The server's answer is not a base image. Only our own servers have them.", maybe_done=True)
    error = answer.get("error")
    return BaseImage(
        id=str(answer["id"]),
        kind=str(answer.get("kind", "")),
        status=str(answer["status"]),
        name=str(answer.get("name", "")),
        sku=str(answer.get("sku") or ""),
        view=str(answer.get("view") or ""),
        garments=tuple(str(garment["name"]) for garment in answer.get("garments") or ()),
        missed_clothes=answer.get("missed_clothes") is True,
        error=TaskError(str(error.get("code")), str(error.get("message"))) if isinstance(error, Mapping) else None,
        raw=answer,
    )
