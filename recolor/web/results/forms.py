"""The form that validates the gallery's filters."""

from django import forms

from ...engine import FAMILIES
from ...ids import LARGEST_ID
from ...models import Review
from ...search import SORTS
from ...states import TaskStatus


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
    garment = forms.CharField(required=False, max_length=80)
    family = FamilyField(choices=[(family, family) for family in FAMILIES], required=False)
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in SORTS], required=False)
    page_size = forms.IntegerField(required=False, min_value=1, max_value=100)
