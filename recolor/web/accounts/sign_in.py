"""Signing in by password or by the one-time link that a management command prints."""

import math

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import User
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlsafe_base64_decode, urlsafe_base64_encode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ..problems import Problem, add_problem
from .signals import seconds_to_wait


class SignInTokens(PasswordResetTokenGenerator):
    """Tokens of sign-in links, valid for a day at most and until the next sign-in, which changes `last_login`."""

    key_salt = "recolor.web.sign_in"


tokens = SignInTokens()


class SignInView(LoginView):
    template_name = "recolor/accounts/sign_in.html"
    redirect_authenticated_user = True

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        """Sign in; after too many failures, answer 429 without looking at the password."""
        seconds = seconds_to_wait(request, request.POST.get("username", ""))
        if not seconds:
            return super().post(request, *args, **kwargs)
        context = {"form": None, "next": self.get_redirect_url(), "minutes": math.ceil(seconds / 60)}
        response = render(request, self.template_name, context, status=429)
        response["Retry-After"] = str(seconds)
        return response


def link_path(user: User) -> str:
    """Return the path of a link that signs a user in once."""
    uid = urlsafe_base64_encode(str(user.pk).encode())
    return reverse("sign_in_link", args=[uid, tokens.make_token(user)])


@login_not_required
@never_cache
@require_safe
def by_link(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        return redirect(settings.LOGIN_REDIRECT_URL)
    try:
        user = User.objects.filter(pk=int(urlsafe_base64_decode(uid)), is_active=True).first()
    except (ValueError, OverflowError):
        user = None
    if user is None or not tokens.check_token(user, token):
        text = _("This sign-in link was used before or has expired. Ask for a new one.")
        add_problem(request, Problem("sign-in", text))
        return redirect(settings.LOGIN_URL)
    login(request, user)
    return redirect(settings.LOGIN_REDIRECT_URL)
