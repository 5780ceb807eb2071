"""What the address of a gallery or a library asks for."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict

from .. import selectors
from ..models import RecolorTask, Workspace
from ..search import filter_tasks
from .results.forms import GalleryForm


def parse_filters(address: QueryDict, form_class: type[Form] = GalleryForm) -> dict[str, Any]:
    """The filters in an address; a value that makes no sense is left out, not an error."""
    form = form_class(address)
    form.is_valid()
    return form.cleaned_data


def filtered_tasks(workspace: Workspace, address: QueryDict) -> QuerySet[RecolorTask]:
    """The tasks that a gallery's address shows, on all its pages."""
    return filter_tasks(selectors.tasks(workspace), parse_filters(address))
