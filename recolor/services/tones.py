"""One tone: a photo that cannot show a color as vividly as the others of its batch sets the tone of the others, too.

The engine moves the median of the cloth to the requested color, so the results of one color differ only where a photo
cannot reach it: its contrast leaves too little room near the limits of sRGB. Then the others are made again, as next
versions, with the color that this photo reached.

    a result ends ──► it is noted (`recolor/tone_checks.py`) ──► the worker or the sweep looks at its color
                                                                   ├── others in this color are not finished: nothing
                                                                   └── they differ: some are made again

Which results these are, and what they aim at, says `recolor/tone_groups.py`; if the batch does not ask for one tone,
only those of one model are compared.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from ..engine import LARGEST_TONE_SHIFT
from ..exceptions import RequestsRefused
from ..filters import changes_that_count
from ..models import Batch, ColorChange, Photo, RecolorTask, ToneCheck
from ..prepared_query import PreparedQuery
from ..states import IN_PROGRESS
from ..tone_checks import tones_to_compare
from ..tone_groups import Aim, ToneGroup, ToneKey, model_id_of, tone_groups
from .colorways import Colorway, colorway_request
from .task_creation import TaskRequest, tasks_create

logger = logging.getLogger(__name__)


def task_equalize(task: RecolorTask) -> int:
    """Give the results of a finished task's batch one tone, in its colors; return the number that is made again.

    Without `Batch.one_tone`, and where the common tone would be too far from the requested color, only the poses of
    each model get one tone. Nothing is made again for a garment and color before all their results are finished.
    """
    if task.batch is None:
        return 0
    return _equalize(task.batch, tones_to_compare(task), None if task.batch.one_tone else model_id_of(task))


def batches_equalize_due() -> None:
    """Do what `task_equalize` does for all tasks whose end is noted, and remove the notes.

    These are tasks whose worker died, and those that no worker ended: canceled, deleted, or interrupted too often.
    """
    due: dict[int, list[ToneCheck]] = defaultdict(list)
    for check in ToneCheck.objects.all():
        due[check.batch_id].append(check)
    batches = Batch.objects.in_bulk(due)  # one may have been deleted in the meantime
    for pk, checks in due.items():
        try:
            if pk in batches:
                _equalize_all(batches[pk], checks)
            ToneCheck.objects.filter(pk__in=[check.pk for check in checks]).delete()
        except Exception:  # the rest of the sweep must go on
            logger.exception("batch %s: its tones could not be compared and will be with the next sweep", pk)


def batch_equalize(batch: Batch, *, garment: str, color_hex: str, layer: str = "") -> int:
    """Give all results of a batch for one garment, or layer of it, and color one tone; return how many are made again.

    Reviewed results are kept. Raises ValidationError, which names the results that cannot be made again, after the
    others have been requested.
    """
    with transaction.atomic():
        batch = _locked(batch.pk)
        groups = _finished_groups(batch, {ToneKey(garment, layer, color_hex)}, None)
        made, refused = _make_again(batch, [aim for group in groups for aim in group.decision(None).aims])
    if refused:
        text = _("Result %(pk)s cannot be made again: %(reason)s")
        raise ValidationError([text % {"pk": pk, "reason": " ".join(error.messages)} for pk, error in refused.items()])
    return made


def _equalize_all(batch: Batch, checks: Sequence[ToneCheck]) -> None:
    """Give the results of a batch one tone for some checks: in each tone once, however many name it."""
    keys: dict[int | None, set[ToneKey]] = defaultdict(set)
    for check in checks:
        keys[None if batch.one_tone else check.model_id].update(map(ToneKey._make, check.colors))
    for model_id, named in keys.items():
        _equalize(batch, named, model_id)


def _equalize(batch: Batch, keys: set[ToneKey], model_id: int | None) -> int:
    """Give the groups with some keys one tone each; return the number of results that are made again.

    model_id: compare only the results of this model and its poses; None for all photos.
    """
    # Before the batch is locked: the results of a large batch are read once for each color, not for each result.
    if not _finished(batch, keys, model_id):
        return 0
    with transaction.atomic():
        batch = _locked(batch.pk)
        groups = _finished_groups(batch, keys, model_id)
        _settle_checks(batch, {group.key for group in groups}, model_id)
        made, refused = _make_again(batch, [aim for group in groups for aim in _aims(group)])
    if refused:  # the page of the batch says that some were left, and `batch_equalize` says why
        logger.info("batch %s: some results were not made again for one tone: %s", batch.pk, refused)
    return made


def _aims(group: ToneGroup) -> Sequence[Aim]:
    """Return what to make again of a group; if its common tone is too far away, of the photos of each model."""
    aims = group.decision(LARGEST_TONE_SHIFT).aims
    return aims or [aim for own in group.by_model() for aim in own.decision(LARGEST_TONE_SHIFT).aims]


def _settle_checks(batch: Batch, keys: set[ToneKey], model_id: int | None) -> None:
    """Remove some keys, whose groups are compared now, from the notes about a batch.

    Otherwise, the sweep would compare them again, with the results that are made for the common tone.
    """
    checks = batch.tone_checks.all() if model_id is None else batch.tone_checks.filter(model_id=model_id)
    for check in checks:
        left = [key for key in map(ToneKey._make, check.colors) if key not in keys]
        if not left:
            check.delete()
        elif len(left) < len(check.colors):
            check.colors = left
            check.save(update_fields=["colors"])


def _changes_in_colors(batch: Batch, keys: Iterable[ToneKey], model_id: int | None) -> QuerySet[ColorChange]:
    """Return the color changes of a batch in the colors of some keys, also those of other garments."""
    changes = changes_that_count(batch).filter(color_hex__in={key.color_hex for key in keys})
    if model_id is None:
        return changes
    photos = Photo.objects.filter(Q(pk=model_id) | Q(model=model_id))
    return changes.filter(task__photo_id__in=list(photos.values_list("pk", flat=True)))


def _finished_keys(changes: QuerySet[ColorChange]) -> QuerySet[ColorChange, tuple[str, str, str]]:
    """Return a query for the keys of the groups with several results, all of them finished."""
    in_progress = Count("pk", filter=Q(task__status__in=IN_PROGRESS))
    counted = changes.order_by().values(*ToneKey._fields).annotate(results=Count("pk"), left=in_progress)
    finished: QuerySet[ColorChange, tuple[str, str, str]] = counted.filter(results__gt=1, left=0).values_list(
        *ToneKey._fields
    )
    return finished


# For each finished task of a batch with one tone.
_FINISHED_IN_BATCH = PreparedQuery(
    lambda batch, color: _finished_keys(changes_that_count(batch).filter(color_hex=color)), -1, "#"
)


def _finished(batch: Batch, keys: set[ToneKey], model_id: int | None) -> set[ToneKey]:
    """Return those of some keys whose groups have several results, all of them finished."""
    if model_id is not None:
        return keys & set(map(ToneKey._make, _finished_keys(_changes_in_colors(batch, keys, model_id))))
    rows = (row for color in {key.color_hex for key in keys} for row in _FINISHED_IN_BATCH.rows(batch.pk, color))
    return keys & set(map(ToneKey._make, rows))


def _finished_groups(batch: Batch, keys: set[ToneKey], model_id: int | None) -> list[ToneGroup]:
    """Return the groups of a locked batch with those of some keys that are finished."""
    finished = _finished(batch, keys, model_id)
    changes = _changes_in_colors(batch, finished, model_id).select_related("task__pose", "task__model")
    return [group for group in tone_groups(changes) if group.key in finished]


def _locked(pk: int) -> Batch:
    """Return a batch, locked: of two workers that finish its last results, the second one sees both."""
    batches = Batch.objects.select_related("workspace", "created_by", "created_key")
    # Not the other rows: PostgreSQL refuses to lock those that may be missing.
    batch: Batch = batches.select_for_update(of=("self",)).get(pk=pk)
    return batch


def _make_again(batch: Batch, aims: Iterable[Aim]) -> tuple[int, dict[int, ValidationError]]:
    """Request the next versions of results; return their number, and why others are refused, by their ids.

    Such a one has, for example, a target that has become ambiguous, since a garment was renamed in the meantime.
    """
    tones: dict[int, dict[int, str]] = defaultdict(dict)  # by task and position of the change
    for change, tone_hex in aims:
        tones[change.task_id][change.position] = tone_hex
    tasks = RecolorTask.objects.filter(pk__in=tones).select_related("pose", "model")
    swatches = batch.workspace.swatch_colors()
    requests = {
        task.pk: _request(task, tones[task.pk], swatches)
        for task in tasks.prefetch_related("color_changes").order_by("pk")
    }
    refused: dict[int, ValidationError] = {}
    while requests:
        try:
            tasks_create(
                batch.workspace, list(requests.values()), created_by=batch.created_by, created_key=batch.created_key
            )
            break
        except RequestsRefused as refusal:  # it names all of them, but what is checked later may refuse others
            ids = list(requests)
            refused |= {ids[index]: error for index, error in refusal.errors.items()}
            requests = {pk: request for pk, request in requests.items() if pk not in refused}
    return len(requests), refused


def _request(task: RecolorTask, tones: dict[int, str], swatches: dict[str, str]) -> TaskRequest:
    fields = colorway_request(task.photo, Colorway.of(task), swatches)
    fields["changes"] = [
        {**change, "tone_hex": tones.get(row.position, row.tone_hex)}
        for change, row in zip(fields["changes"], task.color_changes.all(), strict=True)
    ]
    return TaskRequest(**fields, name=task.name, replaces=task)
