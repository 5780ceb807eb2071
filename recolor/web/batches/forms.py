"""What a new batch is made of, as the query of its page holds it: photos, garments, colors and options."""

import uuid
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ... import services
from ...engine import parse_color
from ...engine.errors import ColorError, TargetError
from ...engines import Scope
from ...ids import LARGEST_ID
from ...models import RecolorTask, Workspace
from ..photos.rows import MAX_LENGTH
from ..requests import parse_filters

MAX_COLORWAYS = 48  # columns of the grid
_SEPARATOR = "|"


class BatchForm(forms.Form):
    """The options in the query of a new batch. batch: an existing one that the results are added to."""

    batch = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    image_quality = forms.ChoiceField(choices=RecolorTask.Quality.choices, required=False)
    output_format = forms.ChoiceField(choices=RecolorTask.Format.choices, required=False)
    recolor_details = forms.BooleanField(required=False)
    separately = forms.BooleanField(required=False)  # each garment or color layer in a result of its own
    copied = forms.BooleanField(required=False)  # also the copied colorways


class CreateForm(forms.Form):
    """What is sent beside the ticked cells when a batch is created. token: of the form, which counts once."""

    name = forms.CharField(max_length=80, required=False, error_messages={"max_length": _("Use a shorter name.")})
    token = forms.UUIDField(required=False)
    one_tone = forms.BooleanField(required=False)  # see `Batch`

    def token_or_new(self) -> uuid.UUID:
        return self.cleaned_data.get("token") or uuid.uuid4()


@dataclass
class Choice:
    """The garments and the colors that were chosen for a new batch.

    scopes: ticked and typed garments, and ticked color layers of garments. colors: pairs of a color as it was chosen
    and its hex code, which is empty for those that cannot be used. unread: these, with the reasons. unknown: typed
    garments that name none, with the reasons.
    """

    scopes: list[Scope] = field(default_factory=list)
    colors: list[tuple[str, str]] = field(default_factory=list)
    unread: dict[str, ColorError] = field(default_factory=dict)
    unknown: dict[str, TargetError] = field(default_factory=dict)

    @property
    def usable_scopes(self) -> list[Scope]:
        return [scope for scope in self.scopes if scope.target not in self.unknown]

    @property
    def usable_colors(self) -> list[tuple[str, str]]:
        return [(text, code) for text, code in self.colors if code]

    @property
    def targets(self) -> list[str]:
        """The garments that are recolored, as a whole or in a color layer, each once."""
        return list(dict.fromkeys(scope.target for scope in self.scopes))


def read_choice(query: QueryDict, workspace: Workspace) -> Choice:
    """Return the chosen garments, color layers and colors, each once."""
    whole = [Scope(target) for target in _words(query, "target", "more_targets")]
    choice = Choice([*whole, *_layers(query)])
    swatches = workspace.swatch_colors()
    found: dict[str, str] = {}  # the first text of each color, and all that cannot be read
    for text in _words(query, "color", "more_colors"):
        try:
            found.setdefault(parse_color(text, swatches).hex, text)
        except ColorError as error:
            choice.unread[text] = error
            found[text] = text
    choice.colors = [(text, "" if text in choice.unread else code) for code, text in found.items()]
    return choice


def _words(query: QueryDict, ticked: str, typed: str) -> list[str]:
    """Return the values of ticked boxes, and those typed into one field with commas or lines between them."""
    texts = [*query.getlist(ticked), *query.get(typed, "").replace("\n", ",").replace(";", ",").split(",")]
    words = {word.casefold(): word for text in reversed(texts) if (word := " ".join(text.split())[:MAX_LENGTH])}
    return list(reversed(words.values()))


def layer_value(scope: Scope) -> str:
    """Return the value of the box that chooses a color layer."""
    return f"{scope.target}{_SEPARATOR}{scope.layer}"


def _layers(query: QueryDict) -> list[Scope]:
    """Return the color layers of the ticked boxes. Names of garments may contain the separator."""
    texts = (" ".join(value.split()).rpartition(_SEPARATOR) for value in query.getlist("layer"))
    scopes = (Scope(target[:MAX_LENGTH], layer[:MAX_LENGTH]) for target, _separator, layer in texts)
    return list(dict.fromkeys(scope for scope in scopes if all(scope)))


def options_of(query: QueryDict, workspace: Workspace) -> dict[str, Any]:
    """Return the options in a query, with the workspace's defaults."""
    options = parse_filters(query, BatchForm)
    options["image_quality"] = options.get("image_quality") or workspace.default_quality
    options["output_format"] = options.get("output_format") or workspace.default_format
    return options


def chosen_colorways(
    choice: Choice, options: dict[str, Any], copied: list[services.Colorway]
) -> list[services.Colorway]:
    """Return the colorways of a choice, each once: every color for the garments, then the copied ones if chosen."""
    groups = [[scope] for scope in choice.usable_scopes] if options.get("separately") else [choice.usable_scopes]
    colorways = [
        services.Colorway(
            [_change(scope, color, options) for scope in group], options["image_quality"], options["output_format"]
        )
        for group in groups
        if group
        for color in choice.usable_colors
    ]
    colorways += copied if options.get("copied") else []
    return list({colorway.key: colorway for colorway in colorways}.values())


def _change(scope: Scope, color: tuple[str, str], options: dict[str, Any]) -> dict[str, Any]:
    text, code = color
    protect = not options.get("recolor_details")
    return {**scope._asdict(), "color": text, "color_hex": code, "protect_details": protect}
