"""The list of batches, and the page of one."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from recolor import services
from recolor.engine.errors import PhotoError
from recolor.models import Garment, RecolorTask
from recolor.palette_files import Entry
from recolor.services import recovery

from ..conftest import shown_ids
from .conftest import address, change, run


def test_the_page_has_a_row_for_each_photo_and_a_column_for_each_color(signed_in, new_batch, photo, new_photo):
    other = new_photo(kind="pose", name="Back")
    batch = new_batch(photos=[photo, other])
    first = batch.tasks.order_by("pk").first()
    services.task_run(first.pk)
    page = signed_in.get(address(batch)).text
    grid = page.split('id="batch-results"')[1]
    assert grid.count('scope="row"') == 2 and grid.count('scope="col"') == 3
    assert grid.count('id="cell-') == 4 and grid.count("waiting") >= 3
    assert "1 of 4 results is ready" in page or "1 of 4 results are ready" in page
    assert "left" in page, "the time of one task has been measured"
    assert f"{reverse('gallery')}?batch={batch.pk}" in page
    assert f"{reverse('export')}?all=1&amp;filters=batch%3D{batch.pk}" in page


def test_the_time_left_follows_the_throughput_of_the_last_minutes(signed_in, new_batch):
    batch = new_batch(colors=["teal", "navy", "olive", "red", "black", "white"])
    for task in batch.tasks.order_by("pk")[:3]:
        services.task_run(task.pk)
    assert "results a minute" in signed_in.get(address(batch)).text
    begun = timezone.now() - timedelta(minutes=2)
    batch.tasks.filter(status="completed").update(started_at=begun)
    page = signed_in.get(address(batch)).text
    assert "1.5 results a minute," in page and "about 2 minutes left" in page
    batch.tasks.filter(status="completed").update(completed_at=begun - timedelta(minutes=10))
    assert "results a minute" not in signed_in.get(address(batch)).text, "that is long ago"


def test_the_number_of_queries_does_not_grow_with_the_results(
    signed_in, new_batch, new_photo, django_assert_num_queries
):
    for count in (1, 3):
        batch = new_batch(photos=[new_photo() for _ in range(count)], colors=("teal", "navy", "olive"))
        services.task_run(batch.tasks.first().pk)
        # session, user, workspaces, open work, batch, tones to compare, state, throughput, measured seconds, queue,
        # tasks, color changes, tones, the swatches of palettes, the sheet
        with django_assert_num_queries(15):
            signed_in.get(address(batch))


def test_the_page_shows_how_far_the_review_is(signed_in, new_batch, person):
    batch = new_batch(colors=("teal", "navy"))
    for task in batch.tasks.all():
        services.task_run(task.pk)
    page = signed_in.get(address(batch)).text
    assert 'id="batch-reviews"' not in page and "btn-primary" in page.split('id="batch-review"')[0].rpartition("<a")[2]
    first, second = batch.tasks.order_by("pk")
    services.tasks_review([first], "approved", by=person)
    page = " ".join(signed_in.get(address(batch)).text.split())
    assert "1 approved, 0 rejected, 1 waiting for review" in page
    services.tasks_review([second], "rejected", by=person)
    page = signed_in.get(address(batch)).text
    assert "1 approved, 1 rejected </span>" in " ".join(page.split())
    assert page.count("review-approved") == page.count("review-rejected") == 1, "the marks of the cells"
    assert "btn-primary" in page.split('id="batch-export"')[0].rpartition("<a")[2]
    review = re.search(r'id="batch-review"\s+href="([^"]+)"', page)[1].replace("&amp;", "&")
    summary = signed_in.get(review, follow=True).text
    assert "1 approved, 1 rejected" in " ".join(summary.split()) and "Make the rejected ones again" in summary


def test_swatches_of_palettes_can_be_added(signed_in, batch, workspace):
    assert 'name="more_colors" autocomplete="off"\n                 required' in signed_in.get(address(batch)).text
    services.palette_create(workspace, "Spring", [Entry("Diwali rani", "#c2185b", "PX-104")])
    services.palette_create(workspace, "Autumn", [Entry("Diwali rani", "#7a1f3d")])
    page = signed_in.get(address(batch)).text
    form = page.split(f'action="{reverse("batch_new")}"')[1]
    assert 'value="Diwali rani"' in form and "PX-104" in form and 'value="#7a1f3d"' in form
    added = {"batch": batch.pk, "target": "blouse", "color": "Diwali rani", "more_colors": "px 104"}
    page = signed_in.get(reverse("batch_new"), added).text
    assert f"Make {batch.tasks.values('photo_id').distinct().count()} result" in page, "name and code mean one color"


def test_a_poll_gets_what_has_changed(signed_in, batch):
    page = signed_in.get(address(batch)).text
    state = page.split('"x-batch-state": "')[1].split('"')[0]
    headers = {"HX-Request": "true", "X-Batch-State": state}
    assert signed_in.get(address(batch), headers=headers).status_code == 204
    run(batch)
    answer = signed_in.get(address(batch), headers=headers).text
    assert "2 of 2 results are ready" in answer and "<html" not in answer
    assert batch.tone_checks.exists() and "hx-get" in answer, "results may be made again for one tone"
    headers["X-Batch-State"] = answer.split('"x-batch-state": "')[1].split('"')[0]
    assert signed_in.get(address(batch), headers=headers).status_code == 204
    recovery.sweep()
    answer = signed_in.get(address(batch), headers=headers).text
    assert "hx-get" not in answer, "nothing is in progress any more"


def test_a_batch_is_paused_resumed_and_canceled(signed_in, batch):
    assert "Paused" in change(signed_in, batch, "pause")
    run(batch)
    page = signed_in.get(address(batch)).text
    assert "0 of 2 results are ready" in page and "hx-trigger" not in page.split('id="progress"')[1].split(">")[0]
    assert 'value="resume"' in page
    assert "Waiting in the queue" in change(signed_in, batch, "resume")
    services.task_run(batch.tasks.first().pk)
    assert 'data-confirm="Cancel 1 result that is not ready yet?"' in " ".join(
        signed_in.get(address(batch)).text.split()
    )
    page = change(signed_in, batch, "cancel")
    assert "Canceled 1 result." in page and "1 canceled" in page
    assert 'value="retry"' not in page and 'value="cancel"' not in page
    page = change(signed_in, batch, "retry_canceled")
    assert "Requested 1 result again." in page and "1 canceled" not in page
    assert 'value="retry_canceled"' not in page and 'value="cancel"' in page
    assert signed_in.post(reverse("batch_change", args=[batch.pk]), {"action": "explode"}).status_code == 400


def test_failed_results_are_tried_again(signed_in, batch, fake_engine):
    def fail(task):
        raise PhotoError("The file is cut off.")

    fake_engine.during_recolor = fail
    run(batch)
    page = signed_in.get(address(batch)).text
    assert "2 failed" in page and "The file is cut off." in page
    assert "Trying 2 results again." in change(signed_in, batch, "retry")


def test_the_spread_of_each_tone_is_shown(signed_in, new_batch, photo, new_photo):
    batch = new_batch(photos=[photo, new_photo()], colors=("teal",))
    run(batch)
    assert "one tone" in signed_in.get(address(batch)).text
    last = batch.tasks.last()
    last.color_changes.update(achieved_hex="#118f8f")
    page = signed_in.get(address(batch)).text
    assert "differs" in page and f">#{last.pk}</a>" in page
    cell = page.split(f'id="cell-{last.pk}"')[1].split("</td>")[0]
    assert "The tone differs." in cell and f"?again={last.pk}&amp;replaces={last.pk}" in cell
    assert page.count("The tone differs.") == 1


def test_a_color_that_differs_is_made_one_tone(signed_in, new_batch, photo, new_photo, fake_engine):
    fake_engine.limits = {photo.pk: "#118f8f"}
    batch = new_batch(photos=[photo, new_photo(name="Other")], colors=("teal",), one_tone=False)
    run(batch)
    form = {"action": "equalize", "garment": "blouse", "color_hex": batch.tasks.first().color_changes.get().color_hex}
    url = reverse("batch_change", args=[batch.pk])
    assert "Making 1 result again." in signed_in.post(url, form, follow=True).text
    run(batch)
    page = signed_in.get(address(batch)).text
    assert "one tone" in page and "The tone differs." not in page and "version 2" in page
    assert "Nothing is made again" in signed_in.post(url, form, follow=True).text
    newest = batch.tasks.order_by("pk").last()
    assert "Made in the tone" in signed_in.get(reverse("result", args=[newest.pk])).text
    Garment.objects.all().delete()
    newest.color_changes.update(achieved_hex="#224466")
    page = signed_in.post(url, form, follow=True).text
    assert "was not found in this photo" in page and 'id="problem-tones"' in page


def test_results_that_were_left_are_named_after_the_tones_have_been_compared(signed_in, new_batch, new_photo):
    batch = new_batch(photos=[new_photo(), new_photo()], colors=("teal",))
    run(batch)
    blouse = batch.tasks.last().color_changes.get()
    blouse.achieved_hex, text = "#118f8f", "Some of them were not made again."
    blouse.save()
    assert text in signed_in.get(address(batch)).text
    batch.tone_checks.create(model_id=batch.tasks.last().photo_id, colors=[["blouse", "", blouse.color_hex]])
    assert text not in signed_in.get(address(batch)).text


def test_the_gallery_is_filtered_by_batch(signed_in, batch, new_task):
    new_task()
    page = signed_in.get(reverse("gallery"), {"batch": batch.pk}).text
    assert set(shown_ids(page)) == {task.pk for task in batch.tasks.all()}
    assert f"Only batch {batch.pk}" in page


def test_results_in_the_trash_are_not_shown(signed_in, batch):
    services.tasks_trash(batch.tasks.all())
    assert "This batch has no results" in signed_in.get(address(batch)).text


def test_batches_of_another_workspace_are_missing(stranger_client, batch):
    assert stranger_client.get(address(batch)).status_code == 404
    assert stranger_client.post(reverse("batch_change", args=[batch.pk]), {"action": "cancel"}).status_code == 404
    assert "Spring" not in stranger_client.get(reverse("batches")).text
    assert stranger_client.get(reverse("batch_new"), {"batch": batch.pk}).status_code == 404
    assert RecolorTask.objects.filter(status="queued").count() == 2


@pytest.mark.parametrize("name", ["batches", "batch_new"])
def test_batches_require_signing_in(client, db, name):
    assert client.get(reverse(name)).status_code == 302


def test_more_colors_are_for_the_same_color_layers(signed_in, workspace, photo):
    requests = [
        {"model": photo, "changes": [{"target": target, "layer": layer, "color": "teal"}]}
        for target, layer in (("blouse", "stripes"), ("blouse", "base"), ("lehenga", ""))
    ]
    photo.garments.update(layers=None)
    batch = services.batch_create(workspace, requests)
    page = signed_in.get(reverse("batch", args=[batch.pk])).text
    assert re.findall(r'name="layer" value="([^"]+)"', page) == ["blouse|stripes", "blouse|base"]
    assert re.findall(r'name="target" value="([^"]+)"', page) == ["lehenga"], "the blouse was not recolored as a whole"
    assert 'name="separately" value="on"' in page, "as its results are"


def test_more_colors_of_results_with_several_changes_are_together(signed_in, workspace, photo):
    photo.garments.update(layers=None)
    changes = [{"target": "blouse", "layer": "stripes", "color": "teal"}, {"target": "lehenga", "color": "navy"}]
    batch = services.batch_create(workspace, [{"model": photo, "changes": changes}])
    page = signed_in.get(reverse("batch", args=[batch.pk])).text
    assert 'value="blouse|stripes"' in page and 'value="lehenga"' in page and 'name="separately"' not in page
