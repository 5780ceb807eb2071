"""The audit log: what is in it, and who reads it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recolor import services
from recolor.models import AuditEntry

RIGHT = {"username": "asha", "password": "a long enough secret"}


@pytest.fixture
def entries(workspace):
    """Return a function that returns the entries, oldest first, and empties the log."""

    def take():
        rows = list(AuditEntry.objects.visible_in(workspace).order_by("pk").values_list("action", "actor", "subject"))
        AuditEntry.objects.all().delete()
        return rows

    return take


def test_signing_in_and_failing_to(client, person, entries):
    client.post(reverse("sign_in"), RIGHT | {"password": "wrong"}, REMOTE_ADDR="192.0.2.5")
    assert AuditEntry.objects.get().address == "192.0.2.5"
    client.post(reverse("sign_in"), RIGHT)
    client.post(reverse("sign_in"), {"username": "nobody", "password": "wrong"})
    assert entries() == [("sign_in_failed", "asha", ""), ("signed_in", "asha", "")]


def test_keys_deletes_and_exports_of_people(signed_in, person, photo, new_task, entries):
    tasks = [new_task() for _ in range(3)]
    for task in tasks:
        services.task_run(task.pk)
    ids = [task.pk for task in tasks]
    entries()
    signed_in.post(reverse("key_create"), {"name": "shop"})
    prefix = person.workspaces.get().api_keys.get().prefix
    signed_in.post(reverse("key_revoke", args=[prefix]))
    subject = f"“shop” ({prefix})"
    assert entries() == [("key_created", "asha", subject), ("key_revoked", "asha", subject)]
    signed_in.post(reverse("bulk"), {"action": "download", "task": ids[:2]}).getvalue()
    signed_in.post(reverse("export_zip"), {"task": ids[0], "pattern": "{photo}"}).getvalue()
    signed_in.post(reverse("export_contact_sheet"), {"task": ids[0], "pattern": "{photo}"})
    two, one = f"2 results: {ids[1]}, {ids[0]}", f"1 result: {ids[0]}"
    assert entries() == [("exported", "asha", two), ("exported", "asha", one), ("exported", "asha", one)]
    signed_in.post(reverse("result_delete", args=[ids[0]]))
    signed_in.post(reverse("bulk"), {"action": "delete", "task": ids[1]})
    signed_in.post(reverse("photo_delete", args=[photo.pk]), {"confirmed": "1"})
    signed_in.post(reverse("trash_purge"), {"all": "1"})
    assert entries() == [
        ("trashed", "asha", f"result {ids[0]}"),
        ("trashed", "asha", f"1 result: {ids[1]}"),
        ("trashed", "asha", f"photo {photo.pk}, “{photo.name}”, and its results (1)"),
        ("deleted", "asha", "1 photo and 3 results"),
    ]


def test_deletes_of_keys(client, workspace, photo, new_task, entries):
    key, text = services.api_key_create(workspace, "shop")
    task, name = new_task(), f"API key “shop” ({key.prefix})"
    client.delete(f"/v2/models/multipose-tasks/{task.pk}/", headers={"x-api-key": text})
    client.delete(f"/v4/models/base-images/{photo.pk}/garments/blouse/", headers={"x-api-key": text})
    client.delete(f"/v4/models/base-images/{photo.pk}/", headers={"x-api-key": text})
    assert entries() == [
        ("deleted", name, f"result {task.pk}"),
        ("deleted", name, f"garment “blouse” of photo {photo.pk}"),
        ("deleted", name, f"photo {photo.pk}, “{photo.name}”, and its results (0)"),
    ]


def test_invitations_and_roles(owner_client, client, person, workspace, entries):
    entries()
    link = owner_client.post(reverse("invite"), {"role": "member"}).context["invite_link"]
    first = workspace.invites.get()
    owner_client.post(reverse("invite"), {"role": "owner"})
    second = workspace.invites.exclude(pk=first.pk).get()
    owner_client.post(reverse("invite_revoke", args=[second.pk]))
    owner_client.post(reverse("invite"), {"role": "boss"})
    client.logout()
    account = {"username": "ravi", "password1": "a long enough secret", "password2": "a long enough secret"}
    client.post(link, account)
    membership = workspace.memberships.get(user__username="ravi")
    client.force_login(person)
    for action in ("owner", "boss", "remove"):
        client.post(reverse("person", args=[membership.pk]), {"action": action})
    one, two = f"invitation {first.pk} as Member", f"invitation {second.pk} as Owner"
    assert [entry for entry in entries() if entry[0] != "signed_in"] == [
        ("invited", "asha", one),
        ("invited", "asha", two),
        ("invite_revoked", "asha", two),
        ("joined", "ravi", one),
        ("role_changed", "asha", "ravi: Owner"),
        ("person_removed", "asha", "ravi"),
    ]


def test_owners_read_the_log_of_their_workspace(owner_client, person, workspace, other_workspace):
    for where, subject in ((workspace, "“shop”"), (other_workspace, "zebra")):
        services.audit_record(where, "key_created", subject, by=person, address="192.0.2.5")
    page = owner_client.get(reverse("audit_log")).text
    assert "Created an API key: “shop”" in page and "192.0.2.5" in page and "Signed in" in page
    assert "zebra" not in page
    only = owner_client.get(reverse("audit_log"), {"action": "signed_in"}).text
    assert "“shop”" not in only and 'value="signed_in" selected' in only
    assert reverse("audit_log") in owner_client.get(reverse("settings")).text
    assert "There are no such entries" in owner_client.get(reverse("audit_log"), {"action": "exported"}).text


def test_the_log_has_a_query_budget(owner_client, person, workspace, django_assert_max_num_queries):
    for _ in range(120):
        services.audit_record(workspace, "exported", "1 result: 5", by=person, address=None)
    # The session, the person, the workspaces, their open work, the role, the number of entries, and a page of them.
    with django_assert_max_num_queries(7):
        assert "page=2" in owner_client.get(reverse("audit_log")).text


def test_members_do_not_read_the_log(signed_in):
    assert signed_in.get(reverse("audit_log")).status_code == 403
    assert reverse("audit_log") not in signed_in.get(reverse("settings")).text


def test_old_entries_are_deleted(person, workspace, settings, entries):
    settings.RECOLOR_AUDIT_DAYS = 30
    for _ in range(2):
        services.audit_record(workspace, "exported", "", by=person, address=None)
    old = AuditEntry.objects.first()
    AuditEntry.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=31))
    services.purge_old()
    assert len(entries()) == 1
