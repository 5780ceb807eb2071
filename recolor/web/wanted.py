"""What the address of a gallery or a library asks for."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict

from .. import selectors
from ..forms import GalleryForm
from ..models import RecolorTask, Workspace
from ..searching import matching_tasks


def wanted_of(address: QueryDict, form_class: type[Form] = GalleryForm) -> dict[str, Any]:
    """The filters in an address; a value that makes no sense is left out, not an error."""
    form = form_class(address)
    form.is_valid()
    return form.cleaned_data


def wanted_tasks(workspace: Workspace, address: QueryDict) -> QuerySet[RecolorTask]:
    """The tasks that a gallery's address shows, on all its pages."""
    return matching_tasks(selectors.tasks(workspace), wanted_of(address))
