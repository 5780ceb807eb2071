"""Sheets to download: an example with a workspace's own photos and colors, and the SKUs of its photos."""

from django.db.models import QuerySet

from .. import sheet_files
from ..engines.targets import layers_of
from ..models import EngineName, Garment, Photo, Swatch, Workspace
from .sheet_photos import PhotoIndex, UnknownPhoto

_EXAMPLES = 3  # rows
_HEADER = ["photo", "target", "layer", "color", "target2", "layer2", "color2", "quality", "sku", "name"]
_COLORS = ["royal blue", "dusty rose", "mustard", "teal"]  # if the workspace has too few swatches


def sheet_template(workspace: Workspace, file_format: str) -> bytes:
    """Return a file that shows the columns, with examples of the workspace's own photos, garments and swatches."""
    swatches = Swatch.objects.filter(palette__workspace=workspace).order_by("palette__position", "position", "pk")
    colors = [*swatches.values_list("name", flat=True)[:_EXAMPLES], *_COLORS]
    shown = _photos(workspace).filter(garments__isnull=False, garments__removed_at=None).distinct()
    index = PhotoIndex(workspace)
    rows = []
    for number, photo in enumerate(shown.prefetch_related("garments")[:_EXAMPLES]):
        first, *others = photo.garments.all()
        second = [*_scope(others[0]), colors[number + 1]] if others and number == 1 else ["", "", ""]
        name = " ".join(filter(None, (*_scope(first), colors[number]))).capitalize()
        rows.append([_word(index, photo), *_scope(first), colors[number], *second, "2k", photo.sku, name])
    example = ["KU-204_front.jpg", "blouse", "", colors[0], "skirt", "", colors[1], "2k", "KU-204", "Spring look"]
    return sheet_files.write(file_format, [_HEADER, *(rows or [example])])


def sheet_of_skus(workspace: Workspace, file_format: str) -> bytes:
    """Return a file with the SKUs and views of the newest photos, to be corrected and uploaded as a sheet."""
    index = PhotoIndex(workspace)
    photos = _photos(workspace).filter(engine=EngineName.LOCAL).order_by("-pk")[: sheet_files.MAX_ROWS]
    rows = [[_word(index, photo), photo.sku, photo.view] for photo in photos]
    return sheet_files.write(file_format, [["photo", "sku", "view"], *rows])


def _scope(garment: Garment) -> tuple[str, str]:
    """Return an example of what can be recolored of a garment: the first color layer on its base, else all of it."""
    layers = layers_of(garment)
    return garment.name, layers[1].name if len(layers) > 1 else ""


def _photos(workspace: Workspace) -> QuerySet[Photo]:
    return Photo.objects.visible_in(workspace).filter(trashed_at=None)


def _word(index: PhotoIndex, photo: Photo) -> str:
    """Return the photo's file name; its number if several photos have this name, or none."""
    try:
        only = index.find(photo.file_name, "", "")
    except UnknownPhoto:
        only = []
    return photo.file_name if only == [photo.pk] else f"#{photo.pk}"
