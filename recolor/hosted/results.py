"""Results of the hosted service as those of the local engine: file format, provenance, and measured colors.

The colors are measured here if there is a copy of the photo, because the service's own figures cannot be checked
otherwise. Without a copy, its figures are shown as what it reports.
"""

from dataclasses import replace
from functools import partial

from .. import files
from ..client import Task
from ..engine import PhotoError, encode, jpeg_with_xmp, open_picture, reached_colors
from ..engines import ChangeResult, RecoloringResult
from ..models import HostedTask, RecolorTask
from ..pictures import EXTENSIONS, EncodedPicture
from ..provenance import xmp_of
from .connection import DownloadedPicture
from .rows import update


def hosted_result(row: HostedTask, answer: Task, picture: DownloadedPicture) -> RecoloringResult:
    """Return a downloaded picture in the format that the task asks for, with provenance and measured colors.

    A task made elsewhere asks for no format here, so it keeps that of the file.
    """
    task = row.task
    assert task
    if row.mirrored and task.output_format != picture.format:
        task.output_format = picture.format
        task.save(update_fields=["output_format"])
    encoded = EncodedPicture.of(picture.pixels, partial(_content, task, picture), EXTENSIONS[task.output_format])
    reported, measured = _reported(answer), _measured(task, picture)
    update(row, measured_here=bool(measured))
    return RecoloringResult(encoded, _with_doubts(measured, answer) if measured else reported)


def _content(task: RecolorTask, picture: DownloadedPicture) -> bytes:
    """Return the file of a result. A JPEG that stays one keeps its bytes, so that it loses no quality."""
    xmp = xmp_of(task) if task.workspace.writes_provenance else b""
    if task.output_format != picture.format or (xmp and picture.format != RecolorTask.Format.JPEG):
        return encode(picture.pixels, task.output_format, xmp)
    return jpeg_with_xmp(picture.content, xmp) if xmp else picture.content


def _reported(answer: Task) -> list[ChangeResult]:
    """Return the measured results that the service reports; empty if it reports none.

    Only a Recolor Studio reports them; the contract does not require it. Its warning says where it recolored nothing.
    """
    changes = answer.color_changes
    if not any(change.achieved_hex or change.warning for change in changes):
        return []
    return [
        ChangeResult(
            change.achieved_hex or "",
            change.delta_e,
            warning=change.warning,
            doubtful=change.doubtful,
            garment=change.garment,
        )
        for change in changes
    ]


def _with_doubts(measured: list[ChangeResult], answer: Task) -> list[ChangeResult]:
    """Return our measurements with the service's warnings about the same color changes, if it reports any."""
    if len(answer.color_changes) != len(measured):
        return measured
    return [
        replace(result, warning=change.warning, doubtful=change.doubtful, garment=change.garment)
        for result, change in zip(measured, answer.color_changes, strict=True)
    ]


def _measured(task: RecolorTask, picture: DownloadedPicture) -> list[ChangeResult]:
    """Measure the colors by comparing the result with the copy of the photo; empty if that is impossible."""
    colors = [change.color_hex for change in task.color_changes.all()]
    if not task.photo.file or not colors or not all(colors):
        return []
    try:
        photo = open_picture(files.read(task.photo.file.name))
    except (FileNotFoundError, PhotoError):  # the copy is lost or damaged, not the result
        return []
    reached = reached_colors(photo.pixels, picture.pixels, colors)
    return [ChangeResult(each.achieved_hex, each.delta_e) for each in reached or []]
