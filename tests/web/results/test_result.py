"""The page of one result, the lightbox, and the result's files."""

from django.urls import reverse

from recolor import services

from ..conftest import HTMX


def test_the_page_polls_until_the_task_is_completed(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    assert "every 1s" in signed_in.get(address).text
    services.task_run(task.pk)
    fragment = signed_in.get(address, **HTMX).text
    assert "img-comparison-slider" in fragment
    assert "every 1s" not in fragment
    assert "#4169e1" in fragment


def test_a_deleted_task_is_reported_and_ends_the_polling(signed_in, new_task):
    task = new_task()
    address = reverse("result", args=[task.pk])
    services.task_delete(task)
    response = signed_in.get(address, **HTMX)
    assert response.status_code == 200, "htmx does not swap a 404"
    assert "was deleted" in response.text
    assert "every 1s" not in response.text
    assert signed_in.get(address).status_code == 404


def test_a_failed_task_can_be_tried_again(signed_in, new_task, fake_engine):
    def fail(task):
        raise RuntimeError

    fake_engine.during_recolor = fail
    task = new_task()
    services.task_run(task.pk)
    assert "Try again" in signed_in.get(reverse("result", args=[task.pk])).text
    signed_in.post(reverse("result_retry", args=[task.pk]))
    task.refresh_from_db()
    assert task.status == "queued"


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
