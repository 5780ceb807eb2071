"""Garments: those of a base image of one of our own servers, an extension of the Recolor API."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import ServerError
from .files import File, file_part

_IMAGE_PATH = "v4/models/base-images/{}/"


@dataclass(frozen=True)
class Garment:
    """A garment of a base image.

    Attributes
    ----------
    name : str
        The name, which can be the target of a color change.
    color : str
        Its color as '#rrggbb'.
    confidence : float
        The expected intersection over union of the mask with the true one, 0 to 1.
    doubtful : bool
        Whether the server is not sure of the outline and no person has checked it.
    mask_url : str or None
        The address of the mask, a PNG, for `RecolorClient.download`. It expires.
    layers : tuple of str or None
        The names of the color layers, the largest first; None until the server has found them.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    name: str
    color: str = ""
    confidence: float = 0.0
    doubtful: bool = False
    mask_url: str | None = None
    layers: tuple[str, ...] | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class Garments:
    """The calls for the garments of a base image, as `RecolorClient.garments`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def list(self, image_id: int | str) -> tuple[Garment, ...]:
        """Return the garments of a base image; none before they have been found, see `BaseImages.wait`.

        Raises NotFoundError if there is no base image with this id.
        """
        answer = self._call("GET", _IMAGE_PATH.format(_quoted(image_id)))
        if not isinstance(answer, Mapping) or not isinstance(answer.get("garments"), list):
            raise ServerError("The server's answer is not a base image. Only our own servers have them.")
        return tuple(_read(garment) for garment in answer["garments"])

    def put(self, image_id: int | str, name: str, mask: File, *, refine_edges: bool = False) -> Garment:
        """Replace the mask of a garment, or add a garment of a new name.

        Parameters
        ----------
        image_id : int or str
            The base image.
        name : str
            The name of the garment, which may be any words without a slash.
        mask : str, Path, bytes or binary file
            A gray PNG of the size of the base image, 255 on the garment: its path, its content, or the open file.
        refine_edges : bool
            Whether the edges of the mask are adapted to the photo.

        Returns
        -------
        Garment
            The garment with this mask.

        Raises
        ------
        OSError
            If the file cannot be read.
        NotFoundError
            If there is no base image with this id.
        InvalidRequestError
            If the mask or the name is refused; `fields` has the problems.
        """
        data = {"refine_edges": "true"} if refine_edges else {}
        files = {"mask": file_part(mask)}
        return _read(self._call("PUT", _path(image_id, name), data=data, files=files))

    def rename(self, image_id: int | str, name: str, new_name: str) -> Garment:
        """Rename a garment, and return it. It then stays when the garments are found again.

        The call is not repeated when an answer is lost, because the garment then has the new name.

        Raises
        ------
        NotFoundError
            If there is no such base image or garment.
        InvalidRequestError
            If another garment has the new name (status 409), or it is refused.
        """
        return _read(self._call("PATCH", _path(image_id, name), repeatable=False, json={"name": new_name}))

    def delete(self, image_id: int | str, name: str) -> None:
        """Delete a garment permanently. Raises NotFoundError if there is no such base image or garment."""
        self._call("DELETE", _path(image_id, name))


def _path(image_id: int | str, name: str) -> str:
    return f"{_IMAGE_PATH.format(_quoted(image_id))}garments/{_quoted(name)}/"


def _quoted(part: int | str) -> str:
    return quote(str(part), safe="")


def _read(answer: object) -> Garment:
    """Return the garment in an answer. Raises ServerError if it has no name."""
    if not isinstance(answer, Mapping) or not answer.get("name"):
        raise ServerError("The server's answer is not a garment. Only our own servers have them.", maybe_done=True)
    layers = answer.get("layers")
    return Garment(
        name=str(answer["name"]),
        color=str(answer.get("color") or ""),
        confidence=float(answer.get("confidence") or 0),
        doubtful=answer.get("doubtful") is True,
        mask_url=answer.get("mask_url"),
        layers=tuple(str(layer["name"]) for layer in layers) if isinstance(layers, list) else None,
        raw=answer,
    )
