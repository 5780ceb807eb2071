"""Small pieces of markup that many templates share."""

from datetime import datetime
from functools import cache
from pathlib import Path

from django import template
from django.contrib.staticfiles import finders
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from ..models import Photo, RecolorTask
from ..web import live
from ..web.toasts import undo_token

register = template.Library()


@cache
def _svg(name: str) -> str:
    path = finders.find(f"vendor/icons/{name}.svg")
    if path is None:
        raise template.TemplateSyntaxError(f"There is no icon “{name}”: add it to ICONS in the Makefile.")
    svg = Path(path).read_text()
    return svg[svg.index("<svg") :].replace("<svg", '<svg aria-hidden="true" focusable="false"', 1)


@register.simple_tag
def icon(name: str) -> SafeString:
    """One of Tabler's outline icons, inline; decoration only."""
    return mark_safe(_svg(name))


@register.simple_tag
def swatch(color: str, label: str = "", css: str = "swatch") -> SafeString:
    """A disc of a color. An SVG, since the content security policy allows no style attribute."""
    described = format_html('role="img" aria-label="{}"', label) if label else 'aria-hidden="true"'
    return format_html(
        '<svg class="{}" viewBox="0 0 20 20" {}><circle cx="10" cy="10" r="9" fill="{}"/></svg>',
        css,
        mark_safe(described),
        color,
    )


@register.filter
def nearness(delta_e: float, tolerance: float) -> str:
    """A CIEDE2000 against the workspace's tolerance: pass, near (up to twice of it) or off."""
    if delta_e <= tolerance:
        return "pass"
    return "near" if delta_e <= 2 * tolerance else "off"


@register.filter
def moment(text: str) -> datetime:
    """A time that a row keeps as text."""
    return datetime.fromisoformat(text)


@register.filter
def mark(job: RecolorTask | Photo) -> str:
    """What a card shows of a row, for the page's poll."""
    return live.mark(job)


@register.filter
def undo(extra_tags: str) -> str:
    """What a message can take back; empty if nothing."""
    return undo_token(extra_tags or "")
