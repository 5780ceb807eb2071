"""`manage.py delete_person`: the account goes, with its API keys; what the person has made stays."""

from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.urls import reverse

from recolor import services
from recolor.models import ApiKey, AuditEntry, Membership, RecolorTask


@pytest.fixture
def leaving(workspace, person):
    Membership.objects.filter(user=person).update(role="owner")
    user = User.objects.create_user("ravi", email="ravi@studio.example")
    Membership.objects.create(workspace=workspace, user=user)
    return user


def delete(name):
    out = StringIO()
    call_command("delete_person", name, "--no-input", stdout=out)
    return out.getvalue()


def test_the_account_goes_and_its_results_stay(client, workspace, other_workspace, leaving, new_task):
    client.force_login(leaving)
    task = new_task(created_by=leaving)
    for place in (workspace, other_workspace):
        services.api_key_create(place, "shop", created_by=leaving)
    services.api_key_create(workspace, "of another person")
    assert "“Studio”" in delete("ravi")
    assert not User.objects.filter(username="ravi").exists()
    assert client.get(reverse("photos")).status_code == 302, "the session has ended"
    assert RecolorTask.objects.get(pk=task.pk).created_by is None
    assert [key.name for key in ApiKey.objects.filter(revoked=False)] == ["of another person"]
    log = AuditEntry.objects.visible_in(workspace).exclude(action="signed_in").values_list("action", "actor")
    assert set(log) == {("person_removed", "manage.py delete_person"), ("key_revoked", "manage.py delete_person")}
    assert AuditEntry.objects.visible_in(other_workspace).get().action == "key_revoked"


def test_reviews_stay_without_the_name(signed_in, leaving, person, new_task):
    task = new_task()
    services.task_run(task.pk)
    services.tasks_review([task], "approved", by=leaving, note="Good")
    delete("ravi")
    page = signed_in.get(reverse("result", args=[task.pk])).content.decode()
    assert page.count("deleted account") == 2, "beside the decision and in the record"
    assert "ravi" not in page and "Good" in page


def test_the_only_owner_of_a_workspace_is_not_deleted(workspace, leaving, person):
    key = services.api_key_create(workspace, "shop", created_by=person)[0]
    with pytest.raises(CommandError, match="only owner of “Studio”"):
        delete("asha")
    assert User.objects.filter(username="asha").exists()
    key.refresh_from_db()
    assert not key.revoked and not AuditEntry.objects.exists()


def test_an_unknown_name_and_another_answer_delete_nothing(leaving, monkeypatch):
    with pytest.raises(CommandError, match="no user “rafi”"):
        delete("rafi")
    monkeypatch.setattr("builtins.input", lambda prompt: "asha")
    with pytest.raises(CommandError, match="Nothing was deleted"):
        call_command("delete_person", "ravi", stdout=StringIO())
    assert User.objects.filter(username="ravi").exists()
