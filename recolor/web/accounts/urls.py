"""URLs for signing in and out, and for joining a workspace."""

from django.contrib.auth.views import LogoutView
from django.urls import path

from ..decorators import workspace_not_required
from . import join, sign_in

urlpatterns = [
    path("sign-in/", sign_in.SignInView.as_view(), name="sign_in"),
    path("sign-in/<str:uid>/<str:token>/", sign_in.by_link, name="sign_in_link"),
    path("sign-out/", workspace_not_required(LogoutView.as_view()), name="sign_out"),
    path("join/<str:token>/", join.join, name="join"),
]
