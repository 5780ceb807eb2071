"""API keys."""

from django.urls import reverse

from recolor.models import ApiKey


def test_a_key_is_shown_once(signed_in):
    page = signed_in.post(reverse("key_create"), {"name": "shop"}).text
    key = ApiKey.objects.get()
    text = page.split('id="new-key" value="')[1].split('"')[0]
    assert key.is_valid(text)
    settings_page = signed_in.get(reverse("settings")).text
    assert "shop" in settings_page
    assert text not in settings_page
    signed_in.post(reverse("key_revoke", args=[key.prefix]))
    key.refresh_from_db()
    assert key.revoked
    assert signed_in.post(reverse("key_create"), {"name": ""}).status_code == 422
