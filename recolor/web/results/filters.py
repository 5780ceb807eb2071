"""The gallery's filters in the query of a URL; `recolor.filters` applies them."""

from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ... import selectors
from ...engine import FAMILIES
from ...filters import SORTS, filter_tasks
from ...ids import LARGEST_ID
from ...models import RecolorTask, Review, Workspace
from ...states import TaskStatus
from ..requests import parse_filters


class FamilyField(forms.ChoiceField):
    """A color family. "grey" is read as "gray", because URLs of earlier versions contain it."""

    def to_python(self, value: str | None) -> str:
        return "gray" if value == "grey" else super().to_python(value)


class GalleryForm(forms.Form):
    """The filters, the order and the page size in the query of the gallery."""

    q = forms.CharField(required=False, max_length=100)
    status = forms.ChoiceField(choices=TaskStatus.choices, required=False)
    review = forms.ChoiceField(choices=Review.choices, required=False)
    photo = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    batch = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    garment = forms.CharField(required=False, max_length=80)
    family = FamilyField(choices=[(family, family) for family in FAMILIES], required=False)
    outline = forms.ChoiceField(choices=[("check", _("Check outline"))], required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in SORTS], required=False)
    page_size = forms.IntegerField(required=False, min_value=1, max_value=100)


def view_query(query: QueryDict) -> str:
    """Return the filters and the order in a query, without page and page size, always in the same form."""
    filters = parse_filters(query, GalleryForm)
    chosen = {name: str(value) for name, value in filters.items() if value and name != "page_size"}
    if chosen.get("sort") == "newest":  # the default
        del chosen["sort"]
    return urlencode(chosen)


def filtered_tasks(workspace: Workspace, query: QueryDict) -> QuerySet[RecolorTask]:
    """Return the tasks that the gallery shows for a query, on all its pages."""
    return filter_tasks(selectors.tasks(workspace), workspace, parse_filters(query, GalleryForm))
