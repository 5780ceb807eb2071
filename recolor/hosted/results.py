"""Results of the hosted service as those of the local engine: file format, provenance, and measured colors."""

from .. import files
from ..client import Task
from ..engine import encode, jpeg_with_xmp, open_picture, reached_colors
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
    encoded = EncodedPicture.of(picture.pixels, _content(task, picture), EXTENSIONS[task.output_format])
    changes = _reported(answer)
    if not changes:
        changes = _measured(task, picture)
        update(row, measured_here=bool(changes))
    return RecoloringResult(encoded, changes)


def _content(task: RecolorTask, picture: DownloadedPicture) -> bytes:
    """Return the file of a result. A JPEG that stays one keeps its bytes, so that it loses no quality."""
    xmp = xmp_of(task) if task.workspace.writes_provenance else b""
    if task.output_format != picture.format or (xmp and picture.format != RecolorTask.Format.JPEG):
        return encode(picture.pixels, task.output_format, xmp)
    return jpeg_with_xmp(picture.content, xmp) if xmp else picture.content


def _reported(answer: Task) -> list[ChangeResult]:
    """Return the measured results that the service reports; empty if it reports none.

    Only a Recolor Studio reports them; the contract does not require it.
    """
    return [
        ChangeResult(change.achieved_hex, change.delta_e, warning=change.warning, doubtful=change.doubtful)
        for change in answer.color_changes
        if change.achieved_hex and change.delta_e is not None
    ]


def _measured(task: RecolorTask, picture: DownloadedPicture) -> list[ChangeResult]:
    """Measure the colors by comparing the result with the copy of the photo; empty if that is impossible."""
    colors = [change.color_hex for change in task.color_changes.all()]
    if not task.photo.file or not colors or not all(colors):
        return []
    photo = open_picture(files.read(task.photo.file.name))
    reached = reached_colors(photo.pixels, picture.pixels, colors)
    return [ChangeResult(each.achieved_hex, each.delta_e) for each in reached or []]
