"""Forms of the settings page."""

from typing import Any

from django import forms
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm
from django.contrib.auth.models import User
from django.utils.translation import gettext_lazy as _

from ...models import Workspace


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The name and the email address of a person."""

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email"]


class WorkspaceForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    """The name and the preferences of a workspace."""

    class Meta:
        model = Workspace
        fields = ["name", "tolerance", "default_quality", "default_format", "writes_provenance"]
        labels = {"default_quality": _("Size of results"), "default_format": _("File format of results")}


def password_form(user: User, data: Any = None) -> "SetPasswordForm[User]":
    """Return the form for a new password. People who came by a one-time link have no old password to enter."""
    form_class = PasswordChangeForm if user.has_usable_password() else SetPasswordForm
    return form_class(user, data)
