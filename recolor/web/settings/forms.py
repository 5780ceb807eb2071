"""Forms of the settings page."""

from django import forms
from django.contrib.auth.models import User

from ...models import Workspace


class ProfileForm(forms.ModelForm):
    """What others see of a person."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]


class WorkspaceForm(forms.ModelForm):
    """What a workspace prefers."""

    class Meta:
        model = Workspace
        fields = ["name", "tolerance", "default_quality", "default_format"]
