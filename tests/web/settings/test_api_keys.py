"""API keys."""

from io import StringIO

from django.core.management import call_command
from django.urls import reverse

from recolor.models import ApiKey, AuditEntry


def test_a_key_is_shown_once(signed_in):
    page = signed_in.post(reverse("key_create"), {"name": "shop"}).text
    key = ApiKey.objects.get()
    text = page.split('id="new-key" value="')[1].split('"')[0]
    assert key.is_valid(text) and key.created_by.username == "asha"
    settings_page = signed_in.get(reverse("settings")).text
    assert "shop" in settings_page
    assert text not in settings_page
    signed_in.post(reverse("key_revoke", args=[key.prefix]))
    key.refresh_from_db()
    assert key.revoked


def test_who_created_a_key_is_shown(signed_in, person, workspace):
    person.first_name, person.last_name = "Asha", "Rao"
    person.save()
    signed_in.post(reverse("key_create"), {"name": "shop"})
    call_command("create_api_key", "by the command", stdout=StringIO())
    rows = signed_in.get(reverse("settings")).text.split('<th scope="row">')
    assert "Asha Rao" in next(row for row in rows if row.startswith("shop"))
    assert "unknown" in next(row for row in rows if row.startswith("by the command"))
    person.delete()
    assert ApiKey.objects.get(name="shop").created_by is None


def test_a_key_that_the_command_creates_is_in_the_audit_log(workspace):
    call_command("create_api_key", "shop", stdout=StringIO())
    (entry,) = AuditEntry.objects.visible_in(workspace)
    key = ApiKey.objects.get()
    assert (entry.action, entry.actor, entry.address) == ("key_created", "manage.py create_api_key", None)
    assert key.prefix in entry.subject and "shop" in entry.subject


def test_an_unusable_name_is_explained_beside_its_field_and_kept(signed_in):
    answer = signed_in.post(reverse("key_create"), {"name": "x" * 51})
    assert answer.status_code == 422 and f'value="{"x" * 51}"' in answer.text
    assert "1 to 50 characters" in answer.text.split('id="problem-key"')[1].split("</p>")[0]
    assert answer.text.count('aria-describedby="problem-key"') == 1
