"""The checks of tones that are due: a row for each ended result of a batch, written in the transaction that ends it.

So no check is lost if a worker dies before it compares the result with the others of its batch. `services/tones.py`
does what is due, and removes the rows.
"""

from .models import EngineName, RecolorTask, ToneCheck
from .tone_groups import ToneKey, model_id_of


def tones_to_compare(task: RecolorTask) -> set[ToneKey]:
    """Return the tones in which a task is compared with the others of its batch when it ends.

    A result that was made for the tone of the others does not cause further ones.
    """
    return {ToneKey.of(change) for change in task.color_changes.all() if not change.tone_hex}


def record(task: RecolorTask) -> None:
    """Note that a task has ended or is being deleted: the others of its batch may wait for nothing else."""
    if task.batch_id is None or task.engine != EngineName.LOCAL:  # only local results are made again
        return
    if keys := tones_to_compare(task):
        ToneCheck.objects.create(batch_id=task.batch_id, model_id=model_id_of(task), colors=sorted(keys))
