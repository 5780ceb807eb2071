"""Planning a batch: the choice, the grid, and creating the ticked results."""

import re
import uuid
from datetime import timedelta
from urllib.parse import quote

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recolor import selectors, services
from recolor.models import Batch, ColorChange, RecolorTask
from recolor.services.summaries import summaries_rebuild
from recolor.web.meant import meant_id

from ...services.masks import mask_upload
from ..conftest import HTMX, problem_at


def address(*photos, **query):
    ids = ",".join(str(photo.pk) for photo in photos)
    return reverse("batch_new", query={"photos": ids, "target": "blouse", "color": ["teal", "#c2185b"]} | query)


def cells(page):
    """Return the keys of the cells of a grid with whether each is ticked."""
    found = re.findall(r'name="cell" value="([^"]+)"[^>]*?( checked)?>', page)
    return {key: bool(checked) for key, checked in found}


def create(client, url, **form):
    page = client.get(url).text
    token = page.split('name="token" value="')[1].split('"')[0]
    ticked = [key for key, checked in cells(page).items() if checked]
    return client.post(url, {"cell": ticked, "token": token, **form}, follow=True)


def test_selected_photos_lead_to_the_page(signed_in, photo, new_photo):
    pose = new_photo(kind="pose")
    answer = signed_in.post(reverse("photos_select"), {"photo": [photo.pk, pose.pk], "action": "batch"})
    assert answer["Location"] == reverse("batch_new", query={"photos": f"{photo.pk},{pose.pk}"})
    page = signed_in.get(answer["Location"]).text
    assert "2 photos are selected" in page and "Choose at least one garment and one color" in page
    assert 'value="blouse"' in page and 'value="lehenga"' in page
    assert "Recolor in several colors" in signed_in.get(reverse("photos")).text


def test_the_grid_is_created_as_a_batch(signed_in, photo, new_photo):
    pose = new_photo(kind="pose", name="Back")
    url = address(photo, pose, more_colors="mustard, teal", image_quality="4k", output_format="png")
    page = signed_in.get(url).text
    assert "Make 6 results" in page and list(cells(page).values()) == [True] * 6
    assert "The time is not known yet" in page
    answer = create(signed_in, url, name="Spring")
    batch = Batch.objects.get(name="Spring")
    assert answer.redirect_chain[-1][0] == reverse("batch", args=[batch.pk])
    assert "Requested 6 results." in answer.text
    task = batch.tasks.filter(pose=pose, color_changes__color="mustard").get()
    assert (task.image_quality, task.output_format) == ("4k", "png")


def test_the_sizes_say_what_they_do_to_the_photos(signed_in, photo):
    assert "2K (2048 px): enlarges 12.8 ×" in signed_in.get(address(photo)).text


def test_one_tone_is_on_unless_it_is_switched_off(signed_in, photo):
    assert re.search(r'name="one_tone" value="1"\s+checked', signed_in.get(address(photo)).text)
    create(signed_in, address(photo), name="Same", one_tone="1")
    create(signed_in, address(photo, color="olive"), name="Free")
    assert Batch.objects.get(name="Same").one_tone and not Batch.objects.get(name="Free").one_tone


def test_only_ticked_cells_are_made_and_nothing_twice(signed_in, photo):
    page = signed_in.get(address(photo)).text
    key, token = next(iter(cells(page))), page.split('name="token" value="')[1].split('"')[0]
    for _ in range(2):
        signed_in.post(address(photo), {"cell": [key], "token": token})
    assert RecolorTask.objects.count() == 1
    page = signed_in.get(address(photo)).text
    assert "exists already" in page and cells(page)[key] is False


def test_the_expected_time_comes_from_measured_results(signed_in, photo, new_task):
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    RecolorTask.objects.filter(pk=task.pk).update(started_at=task.completed_at - timedelta(seconds=60))
    page = signed_in.get(address(photo)).text
    assert "about 2 minutes" in page and "60.0 s a result" in page and "made first" not in page


def test_the_expected_time_considers_the_queue_and_parallel_workers(signed_in, photo, new_task, settings):
    task = new_task()
    services.task_run(task.pk)
    task.refresh_from_db()
    RecolorTask.objects.filter(pk=task.pk).update(started_at=task.completed_at - timedelta(seconds=60))
    for color in ("navy", "olive", "red", "black"):
        new_task(changes=[{"target": "blouse", "color": color}])
    page = signed_in.get(address(photo)).text
    assert "about 6 minutes" in page and "4 other results are made first." in page
    settings.RECOLOR_WORKER_THREADS = 2
    page = signed_in.get(address(photo)).text
    assert "about 3 minutes" in page and "2 at the same time" in page
    assert 'data-seconds="60.0"' in page and 'data-seconds-ahead="120.0"' in page
    in_a_minute = timezone.now() + timedelta(minutes=1)
    RecolorTask.objects.filter(status="queued").update(status="processing", lease_expires_at=in_a_minute)
    assert "4 at the same time" in signed_in.get(address(photo)).text, "workers on other machines run them"


def test_garments_are_recolored_together_or_separately(signed_in, photo):
    url = address(photo, more_targets="lehenga")
    assert "Make 2 results" in signed_in.get(url).text
    assert "Make 4 results" in signed_in.get(url + "&separately=on").text
    create(signed_in, url)
    assert RecolorTask.objects.first().color_changes.count() == 2


def test_swatches_and_copied_colors_are_columns(signed_in, workspace, photo, new_photo, new_task):
    services.swatch_create(services.palette_create(workspace, "Spring"), "Diwali rani", "#c2185b")
    signed_in.post(reverse("result_copy", args=[new_task(changes=[{"target": "lehenga", "color": "olive"}]).pk]))
    url = reverse(
        "batch_new",
        query={"photos": new_photo().pk, "target": "blouse", "color": "Diwali rani", "copied": "on"},
    )
    page = signed_in.get(url).text
    assert "blouse Diwali rani" in page and "lehenga olive" in page and "Make 2 results" in page
    assert re.search(r'value="Diwali rani"\s+checked', page)


def test_unknown_colors_and_too_many_results_are_named(signed_in, photo, monkeypatch):
    url = address(photo, more_colors="bluuu")
    page = signed_in.get(url).text
    assert "“bluuu” is not a known color" in problem_at(page, "colors")
    field = page.split('name="more_colors"')[1].split(">", maxsplit=1)[0]
    assert 'value="teal, #c2185b, bluuu"' in field and 'aria-describedby="problem-colors" autofocus' in field
    typed = signed_in.get(url, **HTMX).text  # while it is typed, it is said, but the focus stays
    assert 'id="colors-checked" aria-live="polite" hx-swap-oob="true"' in typed
    assert "“bluuu” is not" in typed and "data-problem" not in typed
    monkeypatch.setattr("recolor.web.batches.new.MAX_TASKS", 1)
    page = signed_in.get(address(photo)).text
    assert "more than 1 results" in problem_at(page, "plan") and not cells(page)
    assert "more than 1 results" in signed_in.get(address(photo), **HTMX).text


def test_what_was_wrong_with_a_sent_plan_comes_before_an_unknown_color(signed_in, photo):
    page = signed_in.post(address(photo, more_colors="bluuu"), {"name": "Spring"}, follow=True).text
    assert "Tick at least one result." in problem_at(page, "batch")


def test_all_photos_of_the_models_can_be_added(signed_in, photo, new_photo):
    pose = new_photo(kind="pose", model=photo)
    page = signed_in.get(address(photo)).text
    link = page.split("Add all photos")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert "2 photos are selected" in signed_in.get(link).text
    assert "Add all photos" not in signed_in.get(address(photo, pose)).text


def test_colors_are_added_to_a_batch(signed_in, workspace, photo, new_photo):
    other = new_photo()
    requests = [{"model": each, "changes": [{"target": "blouse", "color": "teal"}]} for each in (photo, other)]
    batch = services.batch_create(workspace, requests)
    url = reverse("batch_new", query={"batch": batch.pk, "target": "blouse", "more_colors": "navy, teal"})
    page = signed_in.get(url).text
    assert "Add colors to" in page and "Make 2 results" in page, "teal exists already"
    answer = create(signed_in, url)
    assert "Requested 2 results." in answer.text
    assert Batch.objects.count() == 1 and batch.tasks.count() == 4


def test_wrong_requests_are_explained(signed_in, photo):
    assert "Select photos first" in signed_in.get(reverse("batch_new"), follow=True).text
    assert "Select photos first" in signed_in.get(reverse("batch_new"), {"photos": "x,-1"}, follow=True).text
    page = signed_in.post(address(photo), {"name": "Spring"}, follow=True).text
    assert "Tick at least one result." in problem_at(page, "batch")
    stale = {"cell": [f"{photo.pk}.000000000000"]}
    assert "have changed" in signed_in.post(address(photo), stale, follow=True).text
    page = create(signed_in, address(photo), name="x" * 81).text
    assert "Use a shorter name." in problem_at(page, "batch")
    assert f'value="{"x" * 81}"' in page, "what was typed is kept"
    assert not RecolorTask.objects.exists()


def test_photos_of_another_workspace_are_left_out(signed_in, photo, new_photo, other_workspace):
    foreign = new_photo(workspace=other_workspace)
    assert "1 photo is selected" in signed_in.get(address(photo, foreign)).text


def test_the_page_takes_a_fixed_number_of_queries(signed_in, new_photo, django_assert_num_queries):
    photos = [new_photo() for _ in range(5)]
    for count in (1, 5):
        # session, user, workspaces, open work, photos, their garments, swatches, existing results, palettes,
        # models' photos, measured seconds
        with django_assert_num_queries(11):
            signed_in.get(address(*photos[:count]))


def test_creating_a_hundred_results_takes_few_queries(signed_in, many_photos):
    url = address(*many_photos(50))
    ticked = list(cells(signed_in.get(url).text))
    with CaptureQueriesContext(connection) as queries:
        signed_in.post(url, {"cell": ticked})
    assert len(queries) <= 30, [query["sql"][:80] for query in queries]
    assert RecolorTask.objects.count() == 100


def test_the_largest_grid_is_created_with_one_click(signed_in, many_photos):
    colors = [f"#{number:02x}40c0" for number in range(0, 200, 5)]
    url = address(*many_photos(25), color=colors)
    ticked = list(cells(signed_in.get(url).text))
    assert len(ticked) == 1000
    answer = signed_in.post(url, {"cell": ticked, "token": uuid.uuid4(), "name": "Season"})
    assert answer.status_code == 302, "the form has more fields than Django takes by default"
    assert Batch.objects.get(name="Season").tasks.count() == 1000


def test_a_garment_is_chosen_for_a_name_that_may_mean_several(signed_in, photo, new_photo):
    other = new_photo()
    other.garments.filter(name="blouse").delete()
    for name, left in (("blouse 1", 0), ("blouse 2", 90)):
        services.garment_put(other, name, mask_upload(box=(left, 0, left + 30, 60)))
    page = signed_in.get(address(photo, other)).text
    assert len(cells(page)) == 2 and "“blouse” may mean" in page
    chosen = f"{other.pk}|blouse|blouse 2"
    assert re.search(rf'value="{re.escape(chosen)}" *>\s*Blouse 2 \(right\)', page)
    answer = create(signed_in, address(photo, other, meant=chosen))
    batch = Batch.objects.get()
    made = batch.tasks.values_list("photo_id", "color_changes__target")
    assert set(made) == {(photo.pk, "blouse"), (other.pk, "blouse 2")}
    # Another color is for the same garments, without choosing again.
    assert re.findall(r'name="target" value="([^"]+)"', answer.text) == ["blouse"]
    more = reverse("batch_new", query={"batch": batch.pk, "target": "blouse", "more_colors": "navy"})
    page = signed_in.get(more).text
    assert len(cells(page)) == 2 and f'value="{chosen}" selected' in page
    create(signed_in, more)
    made = batch.tasks.filter(color_changes__color="navy").values_list("photo_id", "color_changes__target")
    assert set(made) == {(photo.pk, "blouse"), (other.pk, "blouse 2")}


def test_names_of_any_characters_are_chosen(signed_in, photo):
    photo.garments.all().delete()
    for name, left in (("blouse | 2", 0), ("blouse ж", 90)):
        services.garment_put(photo, name, mask_upload(box=(left, 0, left + 30, 60)))
    page = signed_in.get(address(photo)).text
    chosen = re.findall(r'<option value="([^"]+)"', page.split('name="meant"')[1].split("</select>")[0])
    for value, name in zip(chosen, ("blouse | 2", "blouse ж"), strict=True):
        create(signed_in, address(photo, meant=value), name=name)
        assert Batch.objects.get(name=name).tasks.values("color_changes__target").distinct().get() == {
            "color_changes__target": name
        }


def test_each_field_that_chooses_a_garment_has_an_id_of_its_own(photo):
    choices = [services.AmbiguousChoice(photo, target, [], "") for target in ("юбка", "платье", "a!", "a?", "A?")]
    assert len({meant_id(choice) for choice in choices}) == 4, "two targets differ in upper and lower case only"


def test_a_chosen_garment_is_in_the_column_and_the_tone_of_its_target(signed_in, photo, new_photo):
    other = new_photo()
    other.garments.filter(name="blouse").delete()
    for name, left in (("blouse 1", 0), ("blouse 2", 90)):
        services.garment_put(other, name, mask_upload(box=(left, 0, left + 30, 60)))
    chosen = f"{other.pk}|blouse|blouse 2"
    create(signed_in, address(photo, other, color="teal", meant=chosen))
    batch = Batch.objects.get()
    first, second = batch.tasks.order_by("photo_id" if photo.pk < other.pk else "-photo_id")
    for task in (first, second):
        services.task_run(task.pk)
    assert [(tone.target, tone.count) for tone in selectors.tones(batch)] == [("blouse", 2)]
    grid = signed_in.get(reverse("batch", args=[batch.pk])).text.split('id="batch-results"')[1].split("</table>")[0]
    assert grid.count('<th scope="col">') == 2, "the photos and one column"
    assert [task.pk for task in selectors.same_colors(first)] == sorted([first.pk, second.pk])
    # A version that replaces it stays there, but elsewhere the garment is meant by its own name.
    fields = {"target": "blouse 2", "color": "teal", "image_quality": "2k", "replaces": second.pk}
    signed_in.post(reverse("photo", args=[other.pk]), fields)
    version = RecolorTask.objects.latest("pk").color_changes.get()
    assert (version.target, version.garment) == ("blouse 2", "blouse")
    (copied,) = services.colorways_of([second])
    assert (copied.as_asked.targets, copied.targets) == (["blouse 2"], ["blouse 2"])
    summaries_rebuild()
    assert set(ColorChange.objects.values_list("garment", flat=True)) == {"blouse"}


def test_the_plan_leads_to_the_check_of_its_doubtful_outlines_and_back(signed_in, photo, doubtful_blouse):
    page = signed_in.get(address(photo)).text
    back = quote(address(photo), safe="")
    assert f"{reverse('outlines')}?photos={photo.pk}&amp;back={back}" in page
    services.garment_confirm(doubtful_blouse)
    assert reverse("outlines") not in signed_in.get(address(photo)).text
