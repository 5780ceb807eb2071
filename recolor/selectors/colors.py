"""The colors and the garments of earlier tasks, for suggestions."""

from collections.abc import Collection, Sequence
from itertools import chain
from typing import NamedTuple

from ..engines.targets import matching_garments
from ..models import ColorChange, FilterChoice, Garment, Workspace

_LATEST_CHANGES = 240  # among which combinations are looked for


class Combination(NamedTuple):
    """Garments and colors that were requested together. task: the id of the latest task that requested them."""

    task: int
    changes: list[ColorChange]


def recent_colors(workspace: Workspace, apart_from: Collection[str] = (), limit: int = 10) -> list[tuple[str, str]]:
    """Return the colors requested last, each once, as (words, '#rrggbb'). apart_from: hex codes that are left out."""
    changes = ColorChange.objects.filter(workspace=workspace, task__trashed_at=None).exclude(color_hex="")
    words: dict[str, str] = {}  # the latest words for each hex code
    for color, code in changes.order_by("-task_id", "-position").values_list("color", "color_hex")[: 8 * limit]:
        if code not in apart_from:
            words.setdefault(code, color)
    return [(color, code) for code, color in list(words.items())[:limit]]


def recent_combinations(workspace: Workspace, garments: Sequence[Garment], limit: int = 3) -> list[Combination]:
    """Return the combinations of at least two color changes that were requested last, each once.

    garments: those of a photo. Combinations with targets that mean none of them are left out.
    """
    changes = ColorChange.objects.filter(workspace=workspace, task__trashed_at=None)
    by_task: dict[int, list[ColorChange]] = {}
    for change in changes.order_by("-task_id", "position")[:_LATEST_CHANGES]:
        by_task.setdefault(change.task_id, []).append(change)
    latest: dict[frozenset[tuple[str, str]], Combination] = {}
    targets = {change.target for change in chain(*by_task.values())}
    meant = {target for target in targets if matching_garments(target, garments)}
    for task, together in by_task.items():
        if len(together) > 1 and all(change.target in meant for change in together):
            pairs = frozenset((change.scope.casefold(), change.color.casefold()) for change in together)
            latest.setdefault(pairs, Combination(task, together))
    return list(latest.values())[:limit]


def requested_targets(workspace: Workspace) -> list[str]:
    """Return the garments that were requested in a workspace, in alphabetical order."""
    return list(FilterChoice.objects.visible_in(workspace).values_list("garment", flat=True)[:200])
