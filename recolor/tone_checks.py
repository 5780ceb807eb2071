"""The checks of tones that are due: a row for each ended result of a batch, written in the transaction that ends it.

So no check is lost if a worker dies before it compares the result with the others of its batch. `services/tones.py`
does what is due, and removes the rows.
"""

from .models import EngineName, RecolorTask, ToneCheck

Color = tuple[str, str, str]  # a garment, in lower case, the color layer of it, and the requested color, '#rrggbb'


def colors_to_compare(task: RecolorTask) -> set[Color]:
    """Return the colors in which a task is compared with the others of its batch when it ends.

    A result that was made for the tone of the others does not cause further ones.
    """
    return {(each.garment, each.layer, each.color_hex) for each in task.color_changes.all() if not each.tone_hex}


def model_of(task: RecolorTask) -> int:
    """Return the id of the model of a task's photo, which may be the photo itself."""
    return int(task.photo.model_id or task.photo.pk)


def record(task: RecolorTask) -> None:
    """Note that a task has ended or is being deleted: the others of its batch may wait for nothing else."""
    if task.batch_id is None or task.engine != EngineName.LOCAL:  # only local results are made again
        return
    if colors := colors_to_compare(task):
        ToneCheck.objects.create(batch_id=task.batch_id, model_id=model_of(task), colors=sorted(colors))
