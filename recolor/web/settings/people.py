"""The people of the workspace, and invitations to it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from ... import services
from ...models import AuditEntry, Invite, Membership
from ..audit import audit, invitation_text
from ..decorators import owners_only
from ..requests import StudioRequest
from .render import redirect_after, refuse_in_settings, render_settings


@never_cache
@require_POST
@owners_only
def invite(request: StudioRequest) -> HttpResponse:
    """Create an invitation and show its link. This is the only time: the link's token is not stored."""
    try:
        created, token = services.invite_create(request.workspace, request.POST.get("role", ""))
    except ValidationError as error:
        return refuse_in_settings(request, "invite", error)
    audit(request, AuditEntry.Action.INVITED, invitation_text(created))
    return render_settings(request, invite_link=request.build_absolute_uri(reverse("join", args=[token])))


@require_POST
@owners_only
def invite_revoke(request: StudioRequest, pk: int) -> HttpResponse:
    revoked = get_object_or_404(Invite.objects.visible_in(request.workspace), pk=pk)
    subject = invitation_text(revoked)
    services.invite_revoke(revoked)
    audit(request, AuditEntry.Action.INVITE_REVOKED, subject)
    messages.success(request, _("Revoked the invitation."))
    return redirect(f"{reverse('settings')}#people")


@require_POST
@owners_only
def person(request: StudioRequest, pk: int) -> HttpResponse:
    """Remove a person from the workspace if `action` is "remove", else give them the role in `action`.

    `revoke_keys` is the box with which the API keys that the removed person created are revoked.
    """
    membership = get_object_or_404(Membership.objects.select_related("user"), pk=pk, workspace=request.workspace)
    action, place, name = request.POST.get("action", ""), f"person-{pk}", membership.user.get_username()

    def change() -> None:
        if action == "remove":
            revoked = services.membership_remove(membership, revoke_keys="revoke_keys" in request.POST)
            audit(request, AuditEntry.Action.PERSON_REMOVED, name)
            for key in revoked:
                audit(request, AuditEntry.Action.KEY_REVOKED, services.api_key_text(key))
        else:
            services.membership_set_role(membership, action)
            audit(request, AuditEntry.Action.ROLE_CHANGED, f"{name}: {membership.get_role_display()}")

    return redirect_after(request, change, "#people", place)
