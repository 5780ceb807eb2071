"""Template tags and filters of the dashboard."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.core.paginator import Page
from django.forms import BoundField
from django.template.base import Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify
from django.utils.translation import gettext, ngettext

from ..engines.measured import without_doubt
from ..models import ColorChange, Garment, Photo, RecolorTask
from ..search import MOST_WORDS, has_too_many_words
from ..services import AmbiguousChoice
from ..web import lists, live, meant
from ..web.photos.rows import Row
from ..web.problems import Problem
from ..web.toasts import Undo

register = template.Library()


@cache
def _svg(name: str) -> str:
    path = finders.find(f"vendor/icons/{name}.svg")
    if path is None:
        raise template.TemplateSyntaxError(f"There is no icon “{name}”: add it to ICONS in the Makefile.")
    svg = Path(path).read_text()
    svg = " ".join(svg[svg.index("<svg") :].split()).replace("> <", "><")
    # What HTML does not need is left out, because a page of the gallery has hundreds of icons.
    for unneeded in ('xmlns="http://www.w3.org/2000/svg" ', '<path stroke="none" d="M0 0h24v24H0z" fill="none" />'):
        svg = svg.replace(unneeded, "")
    return svg.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)


class _FormTokenNode(CsrfTokenNode):
    def render(self, context: template.Context) -> SafeString:
        workspace = getattr(context.get("request"), "workspace", None)
        field = format_html('<input type="hidden" name="workspace" value="{}">', workspace.pk) if workspace else ""
        return format_html("{}{}", super().render(context), field)


@register.tag
def csrf_token(_parser: Parser, _token: Token) -> CsrfTokenNode:
    """Return what Django's tag of this name does, and the page's workspace, which `WorkspaceMiddleware` checks.

    It takes the place of Django's, so that no form that is sent with POST can be without it.
    """
    return _FormTokenNode()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return one of Tabler's outline icons as inline SVG, hidden from screen readers."""
    return mark_safe(_svg(name))  # a file of the product  # noqa: S308  # nosec


@register.simple_tag
def swatch(color: str, label: str = "", css: str = "swatch") -> SafeString:
    """Return a filled circle as an SVG, because the content security policy forbids style attributes."""
    attributes = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" {}><circle cx="10" cy="10" r="9" fill="{}"/></svg>',
        css,
        attributes,
        color,
    )


@register.filter
def nearness(delta_e: float, tolerance: float) -> str:
    """Return how a CIEDE2000 difference compares to the tolerance: pass, near (up to twice the tolerance) or off."""
    if delta_e <= tolerance:
        return "pass"
    return "near" if delta_e <= 2 * tolerance else "off"


@register.filter
def colors_text(task: RecolorTask) -> str:
    """Return the requested colors of a task, each once, such as “emerald, gold”."""
    return ", ".join(dict.fromkeys(change.color for change in task.color_changes.all()))


@register.filter
def other_warning(change: ColorChange) -> str:
    """Return the warning of a color change without its doubtful outline, which the page says beside it."""
    return without_doubt(change.warning, change.target) if change.doubtful else change.warning


@register.filter
def about_time(seconds: float) -> str:
    """Return a duration in words, such as “about 3 minutes”; `static/js/shared/planned.js` uses the same words."""
    if seconds < 90:
        count = max(1, round(seconds))
        return ngettext("about %(count)s second", "about %(count)s seconds", count) % {"count": count}
    if seconds < 5400:
        count = round(seconds / 60)
        return ngettext("about %(count)s minute", "about %(count)s minutes", count) % {"count": count}
    count = round(seconds / 3600)
    return ngettext("about %(count)s hour", "about %(count)s hours", count) % {"count": count}


@register.filter
def search_problem(text: str | None) -> str:
    """Return why the words of a search find nothing wherever they are, if they do."""
    return (
        gettext("Search for at most %(count)s words.") % {"count": MOST_WORDS} if has_too_many_words(text or "") else ""
    )


@register.filter
def page_numbers(page: Page[Any]) -> Iterator[str | int]:
    """Return the numbers of the pages to link to, some of them replaced by an ellipsis."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=2, on_ends=1)


@register.filter
def parse_datetime(text: str) -> datetime:
    """Return the time that a row stores as ISO 8601 text."""
    return datetime.fromisoformat(text)


@register.filter
def state_token(job: RecolorTask | Photo) -> str:
    """Return the state token of a card, which the page's poll sends; see `recolor.web.live`."""
    return live.state_token(job)


@register.simple_tag(takes_context=True)
def in_list(context: template.Context, name: str, pk: int | None = None) -> str:
    """Return an address of a photo or a result, such as `photo` or `result`, with the query of the person's list.

    With the name of the list, `photos` or `gallery`: the address of the list with its query.
    """
    list_name = "photos" if name.startswith("photo") else "gallery"
    query = lists.list_query(context["request"], list_name)
    if pk is not None:
        return lists.with_list(reverse(name, args=[pk]), query)
    return f"{reverse(name)}?{query}" if query else reverse(name)


@register.simple_tag
def of_mask(name: str, garment: Garment) -> str:
    """Return an address about a garment's mask, such as `garment_mask`, that changes with the mask.

    Browsers cache the answers.
    """
    version = slugify(garment.mask.name or "")
    return f"{reverse(name, args=[garment.photo_id, garment.pk])}?{version}"


@register.filter
def meant_value(choice: AmbiguousChoice, name: str) -> str:
    """Return the value of the field that chooses a garment for an ambiguous target; see `recolor.web.meant`."""
    return meant.meant_text(choice, name)


@register.filter
def meant_id(choice: AmbiguousChoice) -> str:
    """Return the id of that field."""
    return meant.meant_id(choice)


@register.filter
def undo(extra_tags: str) -> Undo | None:
    """Return the form that undoes what a message reports; None if it offers none."""
    return Undo.from_tags(extra_tags or "")


@register.simple_tag(takes_context=True)
def invalid(context: template.Context, place: str, field: str) -> SafeString:
    """Return the attributes of the field that the page's problem is about; nothing for other fields."""
    problem: Problem | None = context.get("problem")
    if not problem or (problem.place, problem.field) != (place, field):
        return SafeString("")
    return _invalid_attributes(f"problem-{place}")


@register.simple_tag(takes_context=True)
def entered(context: template.Context, place: str, field: str, value: str = "") -> str:
    """Return what was entered into the field that the page's problem is about; the value for other fields."""
    problem: Problem | None = context.get("problem")
    if not problem or (problem.place, problem.field) != (place, field):
        return value
    return problem.entered or value


def _invalid_attributes(problem_id: str) -> SafeString:
    """Return the attributes of a field that is wrong, which the element with this id describes."""
    return format_html('aria-invalid="true" aria-describedby="{}" autofocus', problem_id)


@register.simple_tag
def invalid_field(field: BoundField) -> SafeString:
    """Return the attributes of a form's field that has errors, which `_fields.html` shows; nothing for other fields."""
    if not field.errors:
        return SafeString("")
    return _invalid_attributes(f"{field.id_for_label}-problem")


@register.simple_tag(takes_context=True)
def problem_at(context: template.Context, place: str) -> Problem | None:
    """Return the page's problem, to be shown at a place, if it belongs there."""
    problem: Problem | None = context.get("problem")
    if not problem or problem.place != place:
        return None
    problem.shown = True
    return problem


@register.simple_tag
def row_problem(row: Row) -> SafeString:
    """Return the attributes of the field that is wrong in a row of the recolor form; nothing if none is."""
    if not row.problem:
        return SafeString("")
    return _invalid_attributes(f"problem-row-{row.number}")


@register.simple_tag(takes_context=True)
def is_toast(context: template.Context, message: Message) -> bool:
    """Return whether a message is shown as a toast: it has not been shown as a problem at its place."""
    problem: Problem | None = context.get("problem")
    return Problem.from_message(message) is None or not (problem and problem.shown)
