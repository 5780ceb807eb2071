"""The colors and the garments of earlier tasks, for suggestions."""

from ..models import ColorChange, Workspace


def recent_colors(workspace: Workspace, limit: int = 10) -> list[tuple[str, str]]:
    """Return the colors requested last, each once, as (words, '#rrggbb')."""
    changes = ColorChange.objects.filter(task__workspace=workspace, task__trashed_at=None).exclude(color_hex="")
    words: dict[str, str] = {}  # the latest words for each hex code
    for color, code in changes.order_by("-id").values_list("color", "color_hex")[: 8 * limit]:
        words.setdefault(code, color)
    return [(color, code) for code, color in list(words.items())[:limit]]


def requested_targets(workspace: Workspace) -> list[str]:
    """Return the garments that were requested in a workspace, in alphabetical order."""
    targets = ColorChange.objects.filter(task__workspace=workspace).order_by("target").values_list("target", flat=True)
    return sorted({target.casefold() for target in targets.distinct()[:200]})
