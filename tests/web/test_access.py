"""Who may see the dashboard, and its security headers."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from recolor.models import RecolorTask

from .conftest import HTMX


@pytest.mark.parametrize("name", ["photos", "gallery", "settings", "live", "color_read", "api_docs"])
def test_pages_require_signing_in(client, db, name):
    response = client.get(reverse(name))
    assert response.status_code == 302
    assert response["Location"].startswith(reverse("sign_in"))


def test_htmx_opens_the_sign_in_page_after_the_session_ended(client, db):
    response = client.get(reverse("live"), **HTMX)
    assert response["HX-Redirect"] == reverse("sign_in")


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


def test_photos_and_results_of_another_workspace_are_not_found(stranger_client, new_task):
    task = new_task()
    photo = task.photo.pk
    for address in (
        reverse("photo", args=[photo]),
        reverse("photo_delete", args=[photo]),
        reverse("photo_file", args=[photo, "preview"]),
        reverse("garment_mask", args=[photo, task.photo.garments.first().pk]),
        reverse("result", args=[task.pk]),
        reverse("result_file", args=[task.pk, "preview"]),
    ):
        assert stranger_client.get(address).status_code == 404, address
    assert stranger_client.post(reverse("result_delete", args=[task.pk])).status_code == 404
    assert stranger_client.post(reverse("photo_delete", args=[photo]), {"confirmed": "1"}).status_code == 404
    stranger_client.post(reverse("bulk"), {"action": "delete", "task": [task.pk]})
    assert RecolorTask.objects.filter(pk=task.pk).exists()
