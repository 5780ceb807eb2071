"""Forms of the photo pages. They validate types and choices; services validate everything else."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ... import selectors
from ...filters import PHOTO_SORTS, filter_photos
from ...ids import LARGEST_ID
from ...models import Photo, RecolorTask, Workspace
from ...states import PhotoStatus
from ..requests import parse_filters


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """A field for several files, written as in Django's documentation on file uploads."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):  # type: ignore[no-untyped-def]
        single = super().clean
        return [single(item, initial) for item in data] if isinstance(data, list | tuple) else [single(data, initial)]


class UploadForm(forms.Form):
    image = MultipleFileField(error_messages={"required": _("Choose one photo or several.")})
    kind = forms.ChoiceField(choices=Photo.Kind.choices, required=False)
    allow_duplicate = forms.BooleanField(required=False)  # upload the file even if the library contains it


class HostedPhotoForm(forms.Form):
    """A photo of the hosted service, given by its id, with an optional picture for the comparison."""

    hosted_id = forms.CharField(max_length=64, error_messages={"required": _("Type the id of a pose or a model.")})
    kind = forms.ChoiceField(choices=Photo.Kind.choices)
    name = forms.CharField(max_length=200, required=False)
    image = forms.FileField(required=False)


class LibraryForm(forms.Form):
    """The filters and the order in the query of the photo library."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(choices=Photo.Kind.choices, required=False)
    status = forms.ChoiceField(choices=PhotoStatus.choices, required=False)
    model = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    garment = forms.CharField(required=False, max_length=80)
    outline = forms.ChoiceField(
        choices=[("check", _("Check outline")), ("missing", _("Outline missing"))], required=False
    )
    since = forms.DateField(required=False)
    until = forms.DateField(required=False)
    sort = forms.ChoiceField(choices=[(sort, sort) for sort in PHOTO_SORTS], required=False)


def filtered_photos(workspace: Workspace, query: QueryDict) -> QuerySet[Photo]:
    """Return the photos that the library shows for a query, on all its pages."""
    return filter_photos(selectors.photos(workspace), parse_filters(query, LibraryForm))


class RecolorForm(forms.Form):
    """The options of a task; `rows.color_rows` reads its color changes."""

    image_quality = forms.ChoiceField(choices=RecolorTask.Quality.choices)
    output_format = forms.ChoiceField(choices=RecolorTask.Format.choices, required=False)
    recolor_details = forms.BooleanField(required=False)
    sharpen = forms.BooleanField(required=False)
    refine_edges = forms.BooleanField(required=False)
