"""Copying the colorway of a result, and forgetting what was copied; `bulk` copies those of many results."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from ... import selectors
from ..copied import copy_colorways, forget_colorways
from ..requests import StudioRequest, next_url


@require_POST
def copy(request: StudioRequest, pk: int) -> HttpResponse:
    copy_colorways(request, [get_object_or_404(selectors.tasks(request.workspace), pk=pk)])
    return redirect(next_url(request, "gallery"))


@require_POST
def forget(request: StudioRequest) -> HttpResponse:
    forget_colorways(request)
    return redirect(next_url(request, "gallery"))
