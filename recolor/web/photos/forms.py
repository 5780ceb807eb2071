"""Forms of the photo pages. They check the shape of the input; services check its meaning."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ...ids import LARGEST_ID
from ...models import Photo, RecolorTask
from ...states import PhotoStatus


class MultipleFileInput(forms.ClearableFileInput):
    allow_multiple_selected = True


class MultipleFileField(forms.FileField):
    """Several files at once, as Django's documentation on uploads does it."""

    widget = MultipleFileInput

    def clean(self, data, initial=None):  # type: ignore[no-untyped-def]
        single = super().clean
        return [single(item, initial) for item in data] if isinstance(data, list | tuple) else [single(data, initial)]


class UploadForm(forms.Form):
    image = MultipleFileField(error_messages={"required": _("Choose one photo or several.")})
    kind = forms.ChoiceField(choices=Photo.Kind.choices, required=False)
    again = forms.BooleanField(required=False)  # even if the very same file is in the library


class HostedPhotoForm(forms.Form):
    """A photo that lies at the hosted service, and perhaps a picture of it for the comparison."""

    hosted_id = forms.CharField(max_length=64, error_messages={"required": _("Type the id of a pose or a model.")})
    kind = forms.ChoiceField(choices=Photo.Kind.choices)
    name = forms.CharField(max_length=200, required=False)
    image = forms.FileField(required=False)


class LibraryForm(forms.Form):
    """The photo library's address."""

    q = forms.CharField(required=False, max_length=100)
    kind = forms.ChoiceField(choices=Photo.Kind.choices, required=False)
    status = forms.ChoiceField(choices=PhotoStatus.choices, required=False)
    model = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)
    garment = forms.CharField(required=False, max_length=80)


class RecolorForm(forms.Form):
    image_quality = forms.ChoiceField(choices=RecolorTask.Quality.choices)
    output_format = forms.ChoiceField(choices=RecolorTask.Format.choices, required=False)
    recolor_details = forms.BooleanField(required=False)
    sharpen = forms.BooleanField(required=False)


def color_rows(data: QueryDict) -> list[dict[str, str]]:
    """The rows of the recolor form: `target` and `color` repeat side by side, empty rows are left out."""
    pairs = zip(data.getlist("target"), data.getlist("color"), strict=False)
    rows = [{"target": target.strip()[:80], "color": color.strip()[:80]} for target, color in pairs]
    return [row for row in rows if row["color"]]
