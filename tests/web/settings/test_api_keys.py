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


def test_an_unusable_name_is_explained_beside_its_field_and_kept(signed_in):
    answer = signed_in.post(reverse("key_create"), {"name": "x" * 51})
    assert answer.status_code == 422 and f'value="{"x" * 51}"' in answer.text
    assert "1 to 50 characters" in answer.text.split('id="problem-key"')[1].split("</p>")[0]
    assert answer.text.count('aria-describedby="problem-key"') == 1
