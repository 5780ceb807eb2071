"""The people of the workspace, and invitations."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ... import services
from ...models import Invite, Membership
from ..requests import StudioRequest, error_messages
from .owners import owners_only
from .page import redirect_after, render_settings


@never_cache
@require_POST
@owners_only
def invite(request: StudioRequest) -> HttpResponse:
    """The answer shows the link, once: its token is kept nowhere."""
    try:
        _invite, token = services.invite_create(request.workspace, request.POST.get("role", ""))
    except ValidationError as error:
        return render_settings(request, status=422, people_problems=error_messages(error))
    return render_settings(request, invite_link=request.build_absolute_uri(reverse("join", args=[token])))


@require_POST
@owners_only
def invite_revoke(request: StudioRequest, pk: int) -> HttpResponse:
    services.invite_revoke(get_object_or_404(Invite.objects.visible_in(request.workspace), pk=pk))
    messages.success(request, _("The invitation no longer works."))
    return redirect(f"{reverse('settings')}#people")


@require_POST
@owners_only
def person(request: StudioRequest, pk: int) -> HttpResponse:
    """`do`: remove, or a role."""
    membership = get_object_or_404(Membership, pk=pk, workspace=request.workspace)
    action = request.POST.get("do", "")
    if action == "remove":
        return redirect_after(request, lambda: services.membership_remove(membership), "#people")
    return redirect_after(request, lambda: services.membership_set_role(membership, action), "#people")
