"""Reading the filters of the gallery and of the library from the query of a URL."""

from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import QueryDict

from .. import selectors
from ..models import RecolorTask, Workspace
from ..search import filter_tasks
from .results.forms import GalleryForm


def parse_filters(query: QueryDict, form_class: type[Form] = GalleryForm) -> dict[str, Any]:
    """Return the filters in a query; leave out invalid values instead of raising an error."""
    form = form_class(query)
    form.is_valid()
    return form.cleaned_data


def filtered_tasks(workspace: Workspace, query: QueryDict) -> QuerySet[RecolorTask]:
    """Return the tasks that the gallery shows for a query, on all its pages."""
    return filter_tasks(selectors.tasks(workspace), parse_filters(query))
