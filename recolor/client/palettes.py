"""Palettes: the named colors of a workspace of one of our own servers, an extension of the Recolor API."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from .errors import ServerError
from .lists import listed

_PATH = "v4/palettes/"


@dataclass(frozen=True)
class Swatch:
    """A color of a palette.

    Attributes
    ----------
    color : str
        A hex code or words; in answers, the hex code.
    name : str
        The name. If it is empty, the server gives it that of the nearest named color.
    code : str
        A code such as a supplier's number. Like the name, it can be the color of a task.
    """

    color: str
    name: str = ""
    code: str = ""


@dataclass(frozen=True)
class Palette:
    """A palette.

    Attributes
    ----------
    id : str
        The id.
    name : str
        The name.
    swatches : tuple of Swatch
        The colors in their order.
    raw : mapping
        The server's answer, with fields that this class does not have.
    """

    id: str
    name: str
    swatches: tuple[Swatch, ...] = ()
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)


class Palettes:
    """The calls for palettes, as `RecolorClient.palettes`.

    Every method that calls the server raises RecolorAPIError.
    """

    def __init__(self, call: Callable[..., Any]) -> None:
        self._call = call

    def create(self, name: str, swatches: Sequence[Swatch], *, idempotency_key: str | None = None) -> Palette:
        """Create a palette.

        Parameters
        ----------
        name : str
            The name, which no other palette of the workspace has.
        swatches : sequence of Swatch
            The colors in their order.
        idempotency_key : str, optional
            Makes the call safe to repeat, so that it is repeated when an answer is lost.

        Returns
        -------
        Palette
            The new palette.

        Raises
        ------
        InvalidRequestError
            If the name or a color is refused; `fields` has the problems.
        """
        body = _body(name, swatches)
        return _read(self._call("POST", _PATH, idempotency_key=idempotency_key, json=body))

    def get(self, palette_id: int | str) -> Palette:
        """Return one palette. Raises NotFoundError if there is none with this id."""
        return _read(self._call("GET", _path(palette_id)))

    def list(self) -> Iterator[Palette]:
        """Yield all palettes once, in their order."""
        yield from listed(self._call, _PATH, _read)

    def replace(self, palette_id: int | str, name: str, swatches: Sequence[Swatch]) -> Palette:
        """Replace the name and all colors of a palette, and return it. Tasks keep their colors.

        Raises NotFoundError, and InvalidRequestError as `create` does.
        """
        return _read(self._call("PUT", _path(palette_id), json=_body(name, swatches)))

    def delete(self, palette_id: int | str) -> None:
        """Delete a palette. Tasks keep their colors. Raises NotFoundError if there is none with this id."""
        self._call("DELETE", _path(palette_id))


def _path(palette_id: int | str) -> str:
    return f"{_PATH}{quote(str(palette_id), safe='')}/"


def _body(name: str, swatches: Sequence[Swatch]) -> dict[str, Any]:
    rows = [{"name": swatch.name, "color": swatch.color, "code": swatch.code} for swatch in swatches]
    return {"name": name, "swatches": rows}


def _read(answer: object) -> Palette:
    """Return the palette in an answer. Raises ServerError if it has no id or no swatches."""
    if not isinstance(answer, Mapping) or "id" not in answer or not isinstance(answer.get("swatches"), list):
        raise ServerError("The server's answer is not a palette. Only our own servers have them.", maybe_done=True)
    swatches = tuple(Swatch(str(row["hex"]), str(row["name"]), str(row["code"])) for row in answer["swatches"])
    return Palette(str(answer["id"]), str(answer.get("name", "")), swatches, answer)
