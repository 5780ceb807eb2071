"""Finding garments again, with a question if people have changed some."""

import pytest

from recolor import services
from recolor.models import Photo, RecolorTask

from ...services.masks import mask_upload


def find_again(client, photo, **fields):
    answer = client.post(f"/photos/{photo.pk}/find/", fields)
    photo.refresh_from_db()
    return answer


@pytest.mark.parametrize("status", ["ready", "failed"])
def test_garments_that_nobody_changed_are_found_again_at_once(signed_in, photo, status):
    Photo.objects.filter(pk=photo.pk).update(status=status)
    assert "Find garments again" in signed_in.get(f"/photos/{photo.pk}/").text
    assert find_again(signed_in, photo).status_code == 302
    assert photo.status == "queued"
    assert "Find garments again" not in signed_in.get(f"/photos/{photo.pk}/").text


def test_changed_garments_are_listed_first(signed_in, photo):
    services.garment_put(photo, "cape", mask_upload(box=(0, 0, 20, 20)))
    services.garment_rename(photo.garments.get(name="blouse"), "wrap top")
    services.garment_put(photo, "belt", mask_upload(box=(0, 0, 20, 20)))
    services.garment_remove(photo.garments.get(name="belt"))
    page = find_again(signed_in, photo).text
    assert photo.status == "ready"
    stay, rest = page.split("These are replaced")
    replaced, removed = rest.split("You removed these")
    assert "Cape" in stay and "Wrap top" in stay and "renamed" in stay
    assert "Lehenga" in replaced and "Cape" not in replaced
    assert "Belt" in removed
    assert find_again(signed_in, photo, confirmed="1").status_code == 302
    assert photo.status == "queued"
    services.photo_find_garments(photo.pk)
    assert {garment.name for garment in photo.garments.all()} == {"cape", "wrap top", "lehenga"}


def test_what_was_typed_into_the_form_is_kept(signed_in, photo):
    typed = {
        "target": ["blouse", "lehenga", "dupatta", ""],
        "color": ["royal blue", "", "rani pink", "teal"],
        "image_quality": "4k",
        "output_format": "png",
        "sharpen": "on",
    }
    address = find_again(signed_in, photo, **typed)["Location"]
    page = signed_in.get(address).text
    for text in ('value="royal blue"', 'value="dupatta"', 'value="rani pink"', 'value="png" selected'):
        assert text in page
    assert 'value="4k" checked' in " ".join(page.split())
    assert 'name="sharpen" checked' in page
    assert 'name="recolor_details" checked' not in page
    assert not RecolorTask.objects.exists()


def test_what_was_typed_is_kept_through_the_question(signed_in, photo):
    services.garment_rename(photo.garments.get(name="blouse"), "wrap top")
    address = f"/photos/{photo.pk}/find/?list=q%3Dred"
    page = signed_in.post(address, {"target": "wrap top", "color": "navy"}).text
    expected = f"/photos/{photo.pk}/?target=wrap+top&amp;color=navy&amp;list=q%3Dred"
    assert f'href="{expected}">Cancel' in page
    assert '<input type="hidden" name="color" value="navy">' in page
    answer = signed_in.post(address, {"target": "wrap top", "color": "navy", "confirmed": "1"})
    assert answer["Location"] == expected.replace("&amp;", "&")
    assert 'value="navy"' in signed_in.get(answer["Location"]).text


def test_what_an_undone_merge_left_is_no_change(signed_in, photo):
    merged = services.garments_merge(photo, list(photo.garments.all()))
    services.regrouping_undo(photo, merged.made_in)
    assert find_again(signed_in, photo).status_code == 302


def test_another_workspaces_photo_is_not_found(signed_in, new_photo, other_workspace):
    assert find_again(signed_in, new_photo(workspace=other_workspace)).status_code == 404
