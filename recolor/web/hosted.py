"""What only a hosted service needs: photos by their ids, a listing on demand, a choice, a test of the connection."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from .. import selectors, services
from ..backends import get_backend, remote_backend
from ..client import RecolorAPIError
from ..forms import HostedPhotoForm
from .http import StudioRequest, sentences


@require_POST
def photo_add(request: StudioRequest) -> HttpResponse:
    form = HostedPhotoForm(request.POST, request.FILES)
    _hosted_or_404()
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, " ".join(str(error) for error in errors))
        return redirect("photos")
    wanted = form.cleaned_data
    try:
        image = services.hosted_photo_add(
            request.workspace,
            kind=wanted["kind"],
            remote_id=wanted["remote_id"],
            name=wanted["name"],
            upload=wanted["image"],
        )
    except ValidationError as error:
        for problem in sentences(error):
            messages.error(request, problem)
        return redirect("photos")
    return redirect("photo", image.pk)


@require_POST
def sync(request: StudioRequest) -> HttpResponse:
    _hosted_or_404()
    services.hosted_sync_soon()
    messages.info(request, _("The service is being asked for its tasks; what is new appears here in a moment."))
    return redirect("gallery")


@require_POST
def decide(request: StudioRequest, pk: int) -> HttpResponse:
    """Which of the service's new tasks is this one? An empty answer: none, send it again."""
    task = get_object_or_404(selectors.tasks(request.workspace), pk=pk)
    if not services.hosted_decide(task, request.POST.get("remote_id", "")):
        messages.info(request, _("This is decided already."))
    return redirect("task", pk)


@require_POST
def test_connection(request: StudioRequest) -> HttpResponse:
    _hosted_or_404()
    try:
        count = remote_backend().test()
    except RecolorAPIError as error:
        messages.error(request, _("The hosted service does not work: %(error)s") % {"error": error})
    else:
        text = ngettext(
            "The hosted service answers and counts %(count)s task.",
            "The hosted service answers and counts %(count)s tasks.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect("settings")


def _hosted_or_404() -> None:
    if not get_backend().hosted:
        raise Http404
