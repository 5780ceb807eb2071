"""The trash: restoring and purging deleted results."""

from django.urls import reverse

from recolor import selectors, services
from recolor.models import RecolorTask

from ..conftest import problem_at


def test_a_deletion_can_be_undone(signed_in, results):
    page = signed_in.post(
        reverse("bulk"), {"action": "delete", "task": [task.pk for task in results[:2]]}, follow=True
    ).text
    assert "Moved 2 results to the trash" in page
    trash_group = page.split('name="trash_group" value="')[1].split('"')[0]
    assert f"#{results[0].pk}" in signed_in.get(reverse("trash")).text
    assert "in the trash" in signed_in.get(reverse("result", args=[results[0].pk])).text
    restored = signed_in.post(reverse("trash_restore"), {"trash_group": trash_group, "next": "/results/?q=x"})
    assert restored["Location"] == "/results/?q=x"
    assert selectors.tasks(results[0].workspace).count() == 4
    assert "nothing to restore" in signed_in.post(reverse("trash_restore"), {"trash_group": "x"}, follow=True).text


def test_emptying_the_trash(signed_in, results):
    services.tasks_trash(results[:3])
    signed_in.post(reverse("trash_purge"), {"task": [results[0].pk, results[3].pk]})
    assert set(RecolorTask.objects.all()) == set(results[1:]), "what is not in the trash is not purged"
    for name in ("trash_purge", "trash_restore"):
        page = signed_in.post(reverse(name), follow=True).text
        assert "Nothing is selected" in problem_at(page, "bulk")
    signed_in.post(reverse("trash_purge"), {"all": "1"})
    assert list(RecolorTask.objects.all()) == [results[3]]


def test_results_of_another_workspace_cannot_be_changed(stranger_client, results):
    ids = [task.pk for task in results]
    for action in ("approve", "delete", "download"):
        stranger_client.post(reverse("bulk"), {"action": action, "task": ids, "all": ""})
        stranger_client.post(reverse("bulk"), {"action": action, "all": "1", "filters": ""})
    services.tasks_trash(results[:1])
    stranger_client.post(reverse("trash_restore"), {"task": ids})
    stranger_client.post(reverse("trash_purge"), {"all": "1"})
    for name in ("result_review", "result_cancel", "result_compare"):
        send = stranger_client.get if name == "result_compare" else stranger_client.post
        assert send(reverse(name, args=[ids[1]])).status_code == 404
    assert set(RecolorTask.objects.values_list("review", flat=True)) == {"to_review"}
    assert selectors.trashed_tasks(results[0].workspace).count() == 1
