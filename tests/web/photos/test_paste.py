"""Copying colorways from results, and pasting them onto photos."""

import re

import pytest
from django.urls import reverse

from recolor import services
from recolor.engine import TargetError
from recolor.models import Photo, RecolorTask

from ...services.masks import mask_upload
from ..conftest import HTMX, problem_at


def copied_bar(client):
    return client.get(reverse("photos")).text.split('id="copied"')[1].split('id="library"')[0]


def paste_address(*photos, **query):
    return reverse("paste", query={"photos": ",".join(str(photo.pk) for photo in photos), **query})


def cells(page):
    """Return whether each result on the page is ticked, by the value of its box."""
    boxes = re.findall(r'<input [^>]*name="cell"[^>]*>', page)
    return {re.search(r'value="([^"]+)"', box)[1]: "checked" in box for box in boxes}


def make_ticked(client, url):
    """Send the page as it is first shown."""
    return client.post(
        url, {"cell": [key for key, ticked in cells(client.get(url).text).items() if ticked]}, follow=True
    )


@pytest.fixture
def copied(signed_in, new_task):
    """Copy two colorways of one photo."""
    tasks = [
        new_task(changes=[{"target": "blouse", "color": color}, {"target": "lehenga", "color": "#c2185b"}])
        for color in ("royal blue", "teal")
    ]
    form = {"action": "copy", "task": [task.pk for task in tasks]}
    assert "Copied 2 colorways" in signed_in.post(reverse("bulk"), form, follow=True).text
    return tasks


def test_a_copy_has_the_options_of_the_result(signed_in, photo, new_photo, new_task):
    changes = [{"target": "blouse", "color": "royal blue", "protect_details": False}]
    task = new_task(changes=changes, quality="original", output_format="png", sharpen=True)
    answer = signed_in.post(reverse("result_copy", args=[task.pk]), {"next": f"/photos/{photo.pk}/"})
    assert answer["Location"] == f"/photos/{photo.pk}/"
    assert "blouse royal blue" in copied_bar(signed_in)
    assert "Original size, PNG, sharpened, with prints and trims" in copied_bar(signed_in)
    pose = new_photo(kind="pose")
    make_ticked(signed_in, paste_address(pose))
    pasted = RecolorTask.objects.get(pose=pose)
    assert (pasted.image_quality, pasted.output_format, pasted.sharpen) == ("original", "png", True)
    assert pasted.color_changes.get().protect_details is False
    signed_in.post(reverse("copied_forget"))
    assert "royal blue" not in copied_bar(signed_in)


def test_equal_colorways_are_copied_once_and_the_copy_stays_in_its_workspace(
    signed_in, person, other_workspace, new_task
):
    tasks = [new_task(), new_task()]
    answer = signed_in.post(reverse("bulk"), {"action": "copy", "task": [task.pk for task in tasks]}, follow=True)
    assert "Copied 1 colorway." in answer.text
    other_workspace.members.add(person)
    signed_in.post(reverse("workspace_switch", args=[other_workspace.pk]))
    assert "royal blue" not in copied_bar(signed_in)


def test_the_check_names_photos_without_the_garments_and_doubtful_ones(
    signed_in, copied, photo, new_photo, doubtful_blouse
):
    bare, other = new_photo(name="Bare"), new_photo(name="Other")
    bare.garments.filter(name="lehenga").delete()
    answer = signed_in.post(reverse("photos_select"), {"photo": [photo.pk, bare.pk, other.pk]}, follow=True)
    page = answer.text
    assert "Make 2 results" in page
    assert "2 photos are left out" in page, "the first one has both results already"
    assert "“lehenga” was not found in this photo. Found: blouse." in page
    assert "2 results exist already" in page
    assert RecolorTask.objects.count() == 2, "the check creates nothing"
    repeating = signed_in.get(paste_address(photo, bare, other, repeat=1)).text
    assert "Make 4 results" in repeating
    assert f"/photos/{photo.pk}/?correct=blouse" in repeating
    answer = make_ticked(signed_in, paste_address(photo, bare, other))
    assert "Requested 2 results. 2 photos were left out." in answer.text
    assert RecolorTask.objects.filter(model=other).count() == 2
    assert "There is nothing to make" in signed_in.get(paste_address(other)).text


def test_pasting_is_all_or_nothing(signed_in, copied, new_photo, fake_engine, monkeypatch):
    photos = [new_photo(), new_photo()]
    with monkeypatch.context() as limited:
        limited.setattr("recolor.services.pasting.MAX_TASKS", 3)
        answer = make_ticked(signed_in, paste_address(*photos))
    assert answer.status_code == 422 and list(cells(answer.text).values()) == 4 * [True]
    assert "more than 3 results" in problem_at(answer.text, "paste")
    assert RecolorTask.objects.count() == 2

    def check(photo, targets):
        text = "The second photo fails."
        return {"blouse": TargetError(text)} if photo == photos[1] else {}

    plan = services.colorways_plan(services.colorways_of(RecolorTask.objects.all()), photos)
    monkeypatch.setattr("recolor.services.pasting.colorways_plan", lambda *args, **options: plan)
    monkeypatch.setattr(fake_engine, "check_targets", check)
    form = {"cell": [cell.key for pasting in plan for cell in pasting.possible]}
    assert "The second photo fails." in problem_at(signed_in.post(paste_address(*photos), form).text, "paste")
    assert RecolorTask.objects.count() == 2


def test_a_second_click_creates_nothing(signed_in, copied, new_photo):
    address = paste_address(new_photo())
    form = {"cell": list(cells(signed_in.get(address).text))}
    signed_in.post(address, form)
    assert "exist already" in signed_in.post(address, form, follow=True).text
    assert RecolorTask.objects.count() == 4


def test_a_photo_whose_garments_are_being_found_can_be_pasted_onto(signed_in, copied, new_photo):
    page = signed_in.get(paste_address(new_photo(found=False))).text
    assert "Make 2 results" in page and "still being found" in page


def test_a_swatch_that_was_changed_since_keeps_its_copied_color(signed_in, workspace, new_photo, new_task):
    swatch = services.swatch_create(services.palette_create(workspace, "Spring"), "Diwali rani", "#c2185b")
    task = new_task(changes=[{"target": "blouse", "color": "Diwali rani"}])
    signed_in.post(reverse("result_copy", args=[task.pk]))
    services.swatch_delete(swatch)
    photo = new_photo()
    make_ticked(signed_in, paste_address(photo))
    assert RecolorTask.objects.get(model=photo).color_changes.get().color_hex == "#c2185b"


def test_a_hosted_photo_gets_the_options_of_its_service(signed_in, workspace, new_task):
    signed_in.post(reverse("result_copy", args=[new_task(quality="original", output_format="png").pk]))
    hosted = Photo.objects.create(workspace=workspace, kind="model", engine="hosted", hosted_id="7", status="ready")
    make_ticked(signed_in, paste_address(hosted))
    pasted = RecolorTask.objects.get(model=hosted)
    assert (pasted.image_quality, pasted.output_format) == ("2k", "png")
    assert "1 result exists already" in signed_in.get(paste_address(hosted)).text


def test_all_matching_photos_and_the_photos_of_results_are_pasted_onto(signed_in, copied, photo, new_photo):
    pose = new_photo(kind="pose")
    answer = signed_in.post(reverse("photos_select"), {"all": "1", "filters": "kind=pose"})
    assert answer["Location"] == paste_address(pose)
    answer = signed_in.post(reverse("bulk"), {"action": "paste", "task": [task.pk for task in copied]})
    assert answer["Location"] == paste_address(photo)


def test_without_a_copy_or_a_selection_the_page_says_what_to_do(signed_in, photo):
    page = signed_in.post(reverse("photos_select"), follow=True).text
    assert "tick some photos" in problem_at(page, "bulk")
    assert "Copy the colors of a result first" in signed_in.get(paste_address(photo), follow=True).text
    assert signed_in.get(reverse("paste", query={"photos": "x,-1,99999999999999999999"})).status_code == 302


def test_photos_of_another_workspace_are_not_pasted_onto(signed_in, copied, new_photo, other_workspace):
    foreign = new_photo(workspace=other_workspace)
    (cell, *_others) = services.colorways_plan(services.colorways_of(copied), [foreign])[0].cells
    signed_in.post(paste_address(foreign), {"cell": cell.key})
    assert not RecolorTask.objects.filter(model=foreign).exists()
    assert signed_in.post(reverse("result_copy", args=[999])).status_code == 404


def test_the_check_takes_a_fixed_number_of_queries(signed_in, copied, new_photo, django_assert_num_queries):
    photos = [new_photo() for _ in range(5)]
    for count in (1, 5):
        # session, user, workspaces, open work, photos, their garments, existing results
        with django_assert_num_queries(7):
            signed_in.get(paste_address(*photos[:count]))


def test_a_garment_is_chosen_for_a_name_that_may_mean_several(signed_in, copied, new_photo):
    photo = new_photo()
    photo.garments.filter(name="blouse").delete()
    for name, left in (("blouse 1", 0), ("blouse 2", 90)):
        services.garment_put(photo, name, mask_upload(box=(left, 0, left + 30, 60)))
    page = signed_in.get(paste_address(photo)).text
    assert "“blouse” may mean" in page and "nothing to make" in page
    choices = re.findall(r'<option value="([^"]+)" *>\s*([^<]*?)\s*</option>', page)
    assert choices == [
        (f"{photo.pk}|blouse|blouse 1", "Blouse 1 (left)"),
        (f"{photo.pk}|blouse|blouse 2", "Blouse 2 (right)"),
    ]
    address = paste_address(photo, meant=choices[1][0])
    page = signed_in.get(address).text
    assert "Make 2 results" in page and f'value="{choices[1][0]}" selected' in page
    make_ticked(signed_in, address)
    targets = {change.target for task in photo.tasks_as_model.all() for change in task.color_changes.all()}
    assert targets == {"blouse 2", "lehenga"}
    assert "exist already" in signed_in.get(address).text
    for wrong in ("x", "7|", f"{photo.pk}|blouse|lehenga", f"{photo.pk}|blouse|nothing", "|||"):
        assert "“blouse” may mean" in signed_in.get(paste_address(photo, meant=wrong)).text


def test_garments_that_a_photo_does_not_list_are_noted(signed_in, copied, new_photo):
    other = new_photo()
    other.garments.filter(name="blouse").update(name="t-shirt")
    page = signed_in.get(paste_address(other)).text
    assert page.count("“blouse” means “t-shirt” here.") == 1, "once for both colors"


def test_garments_that_were_not_found_are_not_recolored_unless_they_are_ticked(
    signed_in, photo, new_photo, new_task, fake_engine
):
    fake_engine.named = {"belt": (0, 70, 120, 90)}  # which the engine finds, but no photo lists
    tasks = [new_task(changes=[{"target": target, "color": "coral"}]) for target in ("belt", "blouse")]
    signed_in.post(reverse("bulk"), {"action": "copy", "task": [task.pk for task in tasks]})
    address = paste_address(new_photo(name="Saree"))
    page = signed_in.get(address).text
    assert "Make Saree: belt coral" in page and "Make Saree: blouse coral" in page, "each row names its colorway"
    assert "Make 1 result" in page and "1 result was left unticked" in page and page.count("data-unlisted") == 1
    belt, blouse = (re.search(f'value="([^"]+)"[^>]+: {name} coral', page)[1] for name in ("belt", "blouse"))
    assert cells(page) == {blouse: True, belt: False}
    assert "check-outline" in page.split("“belt” is not among")[0].rpartition("<span")[0].rpartition("</label>")[2]
    assert "Tick at least one" in problem_at(signed_in.post(address).text, "paste")
    signed_in.post(address, {"cell": belt})
    assert [change.target for change in RecolorTask.objects.latest("pk").color_changes.all()] == ["belt"]


def test_a_page_without_photos_is_left_also_by_scripts(signed_in, copied):
    answer = signed_in.get(paste_address(), **HTMX)
    assert answer["HX-Redirect"] == reverse("photos")


def test_a_result_that_cannot_be_made_is_named_with_its_reason(signed_in, copied, new_photo, new_task):
    task = new_task(changes=[{"target": "lehenga", "color": "olive"}])
    signed_in.post(reverse("bulk"), {"action": "copy", "task": [*(each.pk for each in copied), task.pk]})
    photo = new_photo()
    photo.garments.filter(name="blouse").delete()
    rows = signed_in.get(paste_address(photo)).text.split('class="pasted"')[1:]
    assert ["“blouse” was not found" in row for row in rows] == ['name="cell"' not in row for row in rows]
    assert sorted(len(cells(row)) for row in rows) == [0, 0, 1]
