"""The page of one result, the lightbox, and the result's files."""

import re

import pytest
from django.urls import reverse

from recolor import services

from ..conftest import HTMX, problem_at


def test_the_page_polls_until_the_task_is_completed(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    assert "every 1s" in signed_in.get(address).text
    services.task_run(task.pk)
    fragment = signed_in.get(address, **HTMX).text
    assert "img-comparison-slider" in fragment
    assert "every 1s" not in fragment
    assert "#4169e1" in fragment


def test_the_page_names_a_garment_that_the_target_calls_otherwise(signed_in, new_task):
    for target in ("skirt", "lehenga"):
        task = new_task(changes=[{"target": target, "color": "red"}])
        services.task_run(task.pk)
        for page in ("result", "result_compare"):
            text = signed_in.get(reverse(page, args=[task.pk])).text
            assert ("in the photo: lehenga" in text) == ("was taken to mean “lehenga”" in text) == (target == "skirt")


def test_a_deleted_task_is_reported_and_ends_the_polling(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    services.task_delete(task)
    response = signed_in.get(address, **HTMX)
    assert response.status_code == 200, "htmx does not swap a 404"
    assert "was deleted" in response.text
    assert "every 1s" not in response.text
    assert signed_in.get(address).status_code == 404


@pytest.fixture
def failed(new_task, fake_engine):
    def fail(task):
        raise RuntimeError

    fake_engine.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    return task


def test_a_failed_task_can_be_tried_again(signed_in, failed):
    address = reverse("result", args=[failed.pk])
    assert "Try again" in signed_in.get(address).text
    assert signed_in.post(reverse("result_retry", args=[failed.pk]))["Location"] == address
    failed.refresh_from_db()
    assert failed.status == "queued"


@pytest.mark.parametrize("page", ["/results/?status=failed", "/photos/{photo}/"])
def test_trying_again_on_a_card_shows_the_page_of_the_card_again(signed_in, failed, page):
    page = page.format(photo=failed.photo.pk)
    assert f'name="next" value="{page}"' in signed_in.get(page).text
    answer = signed_in.post(reverse("result_retry", args=[failed.pk]), {"next": page}, follow=True, **HTMX)
    assert 'id="gallery"' in answer.text, "the part that the form of the cards replaces"
    assert answer.redirect_chain == [(page, 302)]


def test_canceling_returns_to_the_page_that_asked_for_it(signed_in, new_task):
    cancel = reverse("result_cancel", args=[new_task().pk])
    assert signed_in.post(cancel, {"next": "/results/?page=2"})["Location"] == "/results/?page=2"


def test_the_page_shows_how_the_task_was_created(signed_in, person, workspace, results, new_task):
    by_person = new_task(created_by=person, quality="original")
    services.task_run(by_person.pk)
    page = signed_in.get(reverse("result", args=[by_person.pk])).text
    assert "by asha" in page
    assert "Recoloring" in page
    assert "curl" in page and "$RECOLOR_API_KEY" in page and "&quot;original&quot;" in page
    key = services.api_key_create(workspace, "shop import")[0]
    by_program = new_task(created_key=key)
    assert "shop import" in signed_in.get(reverse("result", args=[by_program.pk])).text
    assert "Cancel" in signed_in.get(reverse("result", args=[by_program.pk])).text
    signed_in.post(reverse("result_cancel", args=[by_program.pk]))
    assert "Canceled" in signed_in.get(reverse("result", args=[by_program.pk])).text


def test_the_api_call_names_the_engine_if_it_is_not_the_default(signed_in, settings, results):
    address = reverse("result", args=[results[0].pk])
    assert "&quot;engine&quot;" not in signed_in.get(address).text
    settings.RECOLOR_ENGINE = "hosted"
    assert "&quot;engine&quot;: &quot;local&quot;" in signed_in.get(address).text


def test_the_lightbox(signed_in, results, new_task):
    fragment = signed_in.get(reverse("result_compare", args=[results[0].pk]), **HTMX).text
    assert "img-comparison-slider" in fragment
    assert "<html" not in fragment
    assert "verdict-pass" in fragment, "0.1 is within the tolerance"
    assert signed_in.get(reverse("result_compare", args=[new_task().pk]), **HTMX).status_code == 200


def test_files_and_download_name(signed_in, new_task):
    task = new_task()
    services.task_run(task.pk)
    download = signed_in.get(reverse("result_file", args=[task.pk, "result"]))
    assert download["Content-Disposition"] == f'attachment; filename="red-dress_blouse-royal-blue_{task.pk}.jpg"'
    for address in (
        reverse("result_file", args=[task.pk, "thumbnail"]),
        reverse("photo_file", args=[task.photo.pk, "preview"]),
        reverse("garment_mask", args=[task.photo.pk, task.photo.garments.first().pk]),
    ):
        assert signed_in.get(address).status_code == 200
    assert signed_in.get(reverse("result_file", args=[task.pk, "analysis"])).status_code == 404


def test_the_reason_and_the_record_of_reviews_are_shown(signed_in, person, results):
    task = results[0]
    address = reverse("result", args=[task.pk])
    services.tasks_review([task], "rejected", by=person, note="The color is wrong")
    services.tasks_review([task], "approved", by=person)
    services.tasks_review([task], "rejected", by=person, note="The outline is wrong")
    page = signed_in.get(address).text
    assert "Reason:" in page and "Record of 3 decisions" in page
    record = page.split('class="review-record"')[1].split("</ol>")[0]
    assert record.index("The outline is wrong") < record.index("approved") < record.index("The color is wrong")
    assert record.count("asha") == 3
    for card in (signed_in.get(reverse("gallery")).text, signed_in.get(reverse("photo", args=[task.photo.pk])).text):
        assert "The outline is wrong" in card and 'title="The outline' not in card


def test_a_refused_decision_is_explained_at_the_buttons(signed_in, results):
    answer = signed_in.post(reverse("result_review", args=[results[0].pk]), {"review": "later"}, follow=True)
    assert "approved" in problem_at(answer.text, "review")


def test_enter_in_the_field_of_the_reason_rejects_and_the_field_is_empty(signed_in, person, results):
    services.tasks_review(results[:1], "rejected", by=person, note="The color is wrong")
    page = signed_in.get(reverse("result", args=[results[0].pk])).text
    form = page.split(f'action="{reverse("result_review", args=[results[0].pk])}"')[1].split("</form>")[0]
    assert 'value="rejected"' in re.search("<button[^>]*>", form)[0]
    assert "value" not in re.search('<input[^>]* name="note"[^>]*>', form)[0]
    assert form.count("The color is wrong") == 2  # above the field, and in the record


def test_the_page_links_to_the_batch(signed_in, workspace, photo):
    batch = services.batch_create(
        workspace, [{"model": photo, "changes": [{"target": "blouse", "color": "teal"}]}], name="Spring"
    )
    page = signed_in.get(reverse("result", args=[batch.tasks.get().pk])).text
    assert "Batch Spring" in page and reverse("batch", args=[batch.pk]) in page
