"""The connection test of the hosted service."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ...client import RecolorAPIError
from ...hosted import connection, hosted_service_report, problem_text
from ..decorators import hosted_only
from ..problems import Problem, add_problem
from ..requests import StudioRequest


@require_POST
@hosted_only
def test_connection(request: StudioRequest) -> HttpResponse:
    """Ask the service for the number of its tasks, and show the answer or the error."""
    try:
        count = connection().count_tasks()
    except RecolorAPIError as error:
        text = _("The hosted service could not be used: %(error)s") % {"error": problem_text(error)}
        add_problem(request, Problem("hosted", text))
    else:
        hosted_service_report("")
        text = ngettext(
            "The hosted service answers and has %(count)s result.",
            "The hosted service answers and has %(count)s results.",
            count,
        )
        messages.success(request, text % {"count": count})
    return redirect(f"{reverse('settings')}#engine")
