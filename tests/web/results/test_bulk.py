"""Actions on many results at once."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from recolor import selectors, services
from recolor.models import RecolorTask

from ..conftest import shown_ids


def test_an_action_on_all_matches_includes_other_pages(signed_in, results):
    form = {"action": "approve", "all": "1", "filters": "garment=blouse&page_size=1", "task": [results[1].pk]}
    answer = signed_in.post(reverse("bulk"), form, follow=True)
    assert "Approved 3 results" in answer.text
    assert set(selectors.tasks(results[0].workspace).filter(review="approved")) == {results[0], results[2], results[3]}


def test_rejecting_with_a_reason(signed_in, person, results):
    signed_in.post(reverse("bulk"), {"action": "reject", "task": [results[0].pk], "note": "too dark"})
    task = RecolorTask.objects.get(pk=results[0].pk)
    assert (task.review, task.review_note, task.decision.by) == ("rejected", "too dark", person)
    page = signed_in.get(reverse("result", args=[task.pk])).text
    assert "too dark" in page
    assert shown_ids(signed_in.get(reverse("gallery"), {"q": "dark"}).text) == [task.pk]


def test_a_decision_about_several_results_can_be_undone(signed_in, person, results):
    first, second, third, other = results
    services.tasks_review([first], "rejected", by=person, note="too dark")
    form = {"action": "approve", "task": [first.pk, second.pk, third.pk], "next": "/results/?sort=oldest"}
    page = signed_in.post(reverse("bulk"), form, follow=True).text
    address = re.search(r'action="(/results/bulk/reviews/[^"]+/undo/)" data-swap="#gallery"', page)[1]
    services.tasks_review([third], "rejected", by=person, note="seam")  # what was decided since stays
    answer = signed_in.post(address, {"next": "/results/?sort=oldest"}, follow=True)
    assert answer.redirect_chain[-1][0] == "/results/?sort=oldest"
    assert "Restored 2 reviews." in answer.text
    reviews = list(RecolorTask.objects.order_by("pk").values_list("review", "review_note"))
    assert reviews == [("rejected", "too dark"), ("to_review", ""), ("rejected", "seam"), ("to_review", "")]
    assert [record.review for record in first.review_records.all()] == ["rejected", "approved", "rejected"]
    assert not other.review_records.exists()
    assert "nothing to undo" in signed_in.post(address, follow=True).text


def test_a_reset_can_be_undone(signed_in, person, results):
    services.tasks_review(results[:2], "rejected", by=person, note="too dark")
    page = signed_in.post(reverse("bulk"), {"action": "to_review", "all": "1"}, follow=True).text
    address = re.search(r'action="(/results/bulk/reviews/[^"]+/undo/)"', page)[1]
    assert "Restored 2 reviews." in signed_in.post(address, follow=True).text
    assert RecolorTask.objects.filter(review="rejected", review_note="too dark").count() == 2


def test_a_zip_names_its_files(signed_in, results, new_task):
    queued = new_task()
    form = {"action": "download", "task": [results[0].pk, results[3].pk, queued.pk]}
    answer = signed_in.post(reverse("bulk"), form)
    assert answer.streaming
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert sorted(archive.namelist()) == [
        f"Green-dress_blouse-c2185b_{results[3].pk}.jpg",
        f"Red-dress-SKU-7_blouse-royal-blue_{results[0].pk}.jpg",
        "manifest.csv",
    ]
    assert archive.testzip() is None
    assert "nothing to download" in signed_in.post(reverse("bulk"), form | {"task": [queued.pk]}, follow=True).text


def test_failed_results_are_tried_again(signed_in, results, new_task):
    failed = new_task()
    services.task_cancel(failed)
    answer = signed_in.post(reverse("bulk"), {"action": "retry", "task": [failed.pk, results[0].pk]}, follow=True)
    assert "Trying 1 result again" in answer.text
    assert RecolorTask.objects.get(pk=failed.pk).status == "queued"


def test_deleting_a_selection(signed_in, new_task):
    kept, *deleted = [new_task() for _ in range(3)]
    form = {"action": "delete", "task": [task.pk for task in deleted], "next": "/results/?page_size=2"}
    assert signed_in.post(reverse("bulk"), form)["Location"] == "/results/?page_size=2"
    assert list(selectors.tasks(kept.workspace)) == [kept]
    foreign_next = signed_in.post(reverse("bulk"), {"action": "delete", "next": "https://evil.example/"})
    assert foreign_next["Location"] == reverse("gallery")


@pytest.mark.parametrize(("action", "verb"), [("approve", "Approved"), ("delete", "Moved")])
def test_a_selection_that_is_too_long_is_worked_off_in_parts(signed_in, results, monkeypatch, action, verb):
    monkeypatch.setattr("recolor.web.results.selection.MAX_RESULTS", 3)
    form = {"action": action, "all": "1", "filters": ""}
    text = signed_in.post(reverse("bulk"), form, follow=True).text
    assert f"{verb} 3 results" in text and "Do it again for the 1 that is left." in text
    text = signed_in.post(reverse("bulk"), form, follow=True).text
    assert f"{verb} 1 result" in text and "Do it again" not in text
    assert not selectors.tasks(results[0].workspace).filter(review="to_review").exists()


def test_a_long_selection_of_failed_results_is_tried_again_in_parts(signed_in, results, new_task, monkeypatch):
    monkeypatch.setattr("recolor.web.results.selection.MAX_RESULTS", 1)
    for _ in range(2):
        services.task_cancel(new_task())
    form = {"action": "retry", "all": "1", "filters": "sort=oldest"}
    assert "Do it again for the 1 that is left." in signed_in.post(reverse("bulk"), form, follow=True).text
    text = signed_in.post(reverse("bulk"), form, follow=True).text
    assert "Trying 1 result again." in text and "Do it again" not in text
    assert "there is nothing to try again" in signed_in.post(reverse("bulk"), form, follow=True).text


def test_an_empty_selection_and_an_unknown_action(signed_in, results):
    assert "tick some results" in signed_in.post(reverse("bulk"), {"action": "approve"}, follow=True).text
    assert signed_in.post(reverse("bulk"), {"action": "dance", "task": [results[0].pk]}).status_code == 400


@pytest.mark.parametrize("action", ["approve", "reject", "download", "delete"])
def test_an_action_without_a_selection_is_explained_beside_the_selection(signed_in, results, action):
    page = signed_in.post("/results/bulk/", {"action": action}, follow=True).text
    assert "tick some results" in page.split('id="problem-bulk"')[1].split("</p>")[0]
    assert "toast-message" not in page
    assert "problem-bulk" not in signed_in.get("/results/").text


def test_a_problem_that_a_page_has_no_place_for_is_a_toast(signed_in, results):
    page = signed_in.post("/results/bulk/", {"action": "approve", "next": "/settings/"}, follow=True).text
    assert "tick some results" in page.split("toast-message")[1]
