"""Signing in by a link and by password."""

from django.urls import reverse

from recolor.web.accounts.sign_in import link_path

from ..conftest import problem_at


def test_a_sign_in_link_works_once(client, person):
    address = link_path(person)
    assert client.get(address)["Location"] == reverse("photos")
    assert client.get(reverse("photos")).status_code == 200
    client.logout()
    assert client.get(address)["Location"] == reverse("sign_in")
    page = client.get(reverse("sign_in_link", args=["x", "y"]), follow=True).text
    assert "used before or has expired" in problem_at(page, "sign-in")


def test_sign_in_by_password(client, person):
    response = client.post(reverse("sign_in"), {"username": "asha", "password": "wrong"})
    assert "do not match" in response.text and 'value="asha"' in response.text
    response = client.post(reverse("sign_in"), {"username": "asha", "password": "a long enough secret"})
    assert response["Location"] == reverse("photos")
