"""Sessions that end, people without a workspace, and the content security policy; more is in `tests/access/`."""

from django.contrib.auth.models import User
from django.urls import reverse

from .conftest import HTMX


def test_htmx_opens_the_sign_in_page_after_the_session_ended(client, db):
    response = client.get(reverse("live"), **HTMX)
    assert response["HX-Redirect"] == reverse("sign_in") + "?next=%2F"


def test_a_person_without_a_workspace_gets_an_explanation(client, db):
    client.force_login(User.objects.create_user("lost"))
    response = client.get(reverse("photos"))
    assert response.status_code == 403
    assert "not in a workspace" in response.text


def test_the_content_security_policy_is_strict_and_observed(signed_in, photo):
    response = signed_in.get(reverse("photo", args=[photo.pk]))
    policy = response["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "<style" not in response.text
    assert "<script>" not in response.text


def test_only_pages_that_upload_may_start_the_worker_that_converts_heic(signed_in, photo):
    for name, allowed in (("photos", True), ("gallery", True), ("trash", False), ("settings", False)):
        policy = signed_in.get(reverse(name))["Content-Security-Policy"]
        assert ("worker-src 'self' blob:" in policy) == allowed, name
        assert "unsafe" not in policy
    assert "worker-src" not in signed_in.get(reverse("photo", args=[photo.pk]))["Content-Security-Policy"]
