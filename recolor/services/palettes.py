"""Creating, importing, renaming, ordering and deleting a workspace's palettes."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from .. import palette_files
from ..engine import color_name
from ..models import Palette, Swatch, Workspace
from .names import check_not_taken, normalized_name
from .ordering import move
from .swatches import NAME_LENGTH as SWATCH_NAME_LENGTH

MAX_PALETTES = 20  # palettes in a workspace; every color that is typed is compared with all their swatches
NAME_LENGTH = 60  # characters of a name


def palette_create(workspace: Workspace, name: str, entries: Sequence[palette_files.Entry] = ()) -> Palette:
    """Create a palette with the colors of a file, if any. Raises ValidationError.

    Colors without a name are named after the nearest named color; equal names are numbered.
    """
    with transaction.atomic():
        _lock(workspace)
        if workspace.palettes.count() >= MAX_PALETTES:
            text = _("A workspace can have at most %(count)s palettes. Delete one first.")
            raise ValidationError(text % {"count": MAX_PALETTES})
        name = _checked_name(workspace, name)
        last = workspace.palettes.aggregate(last=Max("position"))["last"]
        palette = Palette.objects.create(workspace=workspace, name=name, position=(last or 0) + 1)
        _create_swatches(palette, entries)
    return palette


def palette_create_with_free_name(workspace: Workspace, name: str, entries: Sequence[palette_files.Entry]) -> Palette:
    """Create a palette; if its name is taken or too long, change the name. Raises ValidationError."""
    name = " ".join(name.split())[: NAME_LENGTH - 3] or _("Palette")
    taken = {each.casefold() for each in workspace.palettes.values_list("name", flat=True)}
    return palette_create(workspace, _numbered(name, taken, NAME_LENGTH), entries)


def palette_replace(palette: Palette, name: str, entries: Sequence[palette_files.Entry]) -> None:
    """Give a palette another name and other colors; existing tasks keep theirs. Raises ValidationError."""
    with transaction.atomic():
        palette_rename(palette, name)
        palette.swatches.all().delete()
        _create_swatches(palette, entries)


def palette_rename(palette: Palette, name: str) -> None:
    """Give a palette another name. Raises ValidationError."""
    with transaction.atomic():
        _lock(palette.workspace)
        palette.name = _checked_name(palette.workspace, name, palette)
        palette.save(update_fields=["name"])


def palette_move(palette: Palette, steps: int) -> None:
    """Move a palette in the workspace's order: up by a negative number of steps, down by a positive one."""
    move(palette.workspace.palettes.all(), palette, steps)


def palette_delete(palette: Palette) -> None:
    """Delete a palette with its swatches; existing tasks keep their colors."""
    palette.delete()


def palette_file(palette: Palette, file_format: str) -> bytes:
    """Return a palette as a file of one of `palette_files.FORMATS`."""
    entries = [palette_files.Entry(each.name, each.hex, each.code) for each in palette.swatches.all()]
    return palette_files.write(file_format, palette.name, entries)


def _lock(workspace: Workspace) -> None:
    """Until the transaction ends, let no other request name or create a palette of the workspace."""
    Workspace.objects.select_for_update(no_key=True).get(pk=workspace.pk)


def _create_swatches(palette: Palette, entries: Sequence[palette_files.Entry]) -> None:
    Swatch.objects.bulk_create(
        Swatch(
            palette=palette,
            name=name,
            hex=entry.hex,
            code=entry.code[:SWATCH_NAME_LENGTH],
            position=position,
        )
        for position, (name, entry) in enumerate(zip(_distinct_names(entries), entries, strict=True))
    )


def _distinct_names(entries: Sequence[palette_files.Entry]) -> list[str]:
    names: list[str] = []
    taken: set[str] = set()
    for entry in entries:
        name = _numbered(entry.name[:SWATCH_NAME_LENGTH].strip() or color_name(entry.hex), taken, SWATCH_NAME_LENGTH)
        taken.add(name.casefold())
        names.append(name)
    return names


def _numbered(name: str, taken: set[str], length: int) -> str:
    """Return a name that is not taken, if necessary with a number at its end and shortened for it."""
    number, numbered = 1, name
    while numbered.casefold() in taken:
        number += 1
        ending = f" {number}"
        numbered = name[: length - len(ending)] + ending
    return numbered


def _checked_name(workspace: Workspace, name: str, current: Palette | None = None) -> str:
    text = _("Give the palette a name of 1 to 60 characters, for example “Spring 2027”.")
    name = normalized_name(name, NAME_LENGTH, text)
    others = workspace.palettes.exclude(pk=current.pk) if current else workspace.palettes.all()
    check_not_taken(others, name, _("There is already a palette “%(name)s”. Choose another name."))
    return name
