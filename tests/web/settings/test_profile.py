"""A person's profile and password."""

from django.urls import reverse


def test_profile(signed_in, person):
    signed_in.post(reverse("profile"), {"username": "asha", "first_name": "Asha", "email": "asha@example.com"})
    person.refresh_from_db()
    assert (person.first_name, person.email) == ("Asha", "asha@example.com")
    refused = signed_in.post(reverse("profile"), {"username": "", "email": "x"})
    assert refused.status_code == 422


def test_the_first_password_needs_no_old_one(client, person):
    person.set_unusable_password()
    person.save()
    client.force_login(person)
    assert "Old password" not in client.get(reverse("settings")).text
    weak = client.post(reverse("password"), {"new_password1": "short", "new_password2": "short"})
    assert weak.status_code == 422
    good = {"new_password1": "indigo-teal-42-moss", "new_password2": "indigo-teal-42-moss"}
    assert client.post(reverse("password"), good)["Location"] == reverse("settings")
    assert client.get(reverse("settings")).status_code == 200, "the person stays signed in"
