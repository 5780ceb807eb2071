"""What the plan of a batch says about results that cannot be made, or should be checked, and a refused plan."""

import re

from recolor import services

from ..conftest import problem_at
from .test_new import address, cells


def test_problems_and_doubts_are_named_before_the_start(signed_in, photo, new_photo, doubtful_blouse):
    bare = new_photo(name="Bare")
    bare.garments.filter(name="blouse").delete()
    page = signed_in.get(address(photo, bare)).text
    assert "2 results can&#x27;t be made" in page or "2 results can't be made" in page
    assert "“blouse” was not found in this photo. Found: lehenga." in page
    assert "2 results should be checked first" in page
    assert f"/photos/{photo.pk}/?correct=blouse" in page
    assert "in 1 of 2" in page, "the choice says how many photos show the garment"
    assert len(cells(page)) == 2
    assert "Garments of 1 photo" in signed_in.get(address(new_photo(found=False))).text


def test_garments_that_not_all_photos_show_are_better_made_apart(signed_in, photo, new_photo):
    bare = new_photo(name="Bare")
    bare.garments.filter(name="blouse").delete()
    hint = "switch on “Each garment or color layer in a result of its own”"
    page = signed_in.get(address(photo, bare, target=["blouse", "lehenga"])).text
    assert len(cells(page)) == 2 and hint in page
    apart = signed_in.get(address(photo, bare, target=["blouse", "lehenga"], separately="on")).text
    assert len(cells(apart)) == 6 and hint not in apart
    assert hint not in signed_in.get(address(bare, target=["blouse", "scarf"])).text, "it shows neither"
    assert hint not in signed_in.get(address(photo, bare)).text, "one garment is apart already"


def test_what_holds_for_all_results_of_a_photo_is_said_once(signed_in, photo, doubtful_blouse):
    together = signed_in.get(address(photo)).text
    assert len(cells(together)) == 2 and together.count("?correct=blouse") == 1
    apart = signed_in.get(address(photo, target=["blouse", "lehenga"], separately="on")).text
    assert len(cells(apart)) == 4 and apart.count("?correct=blouse") == 2, "only those of the blouse"


def test_results_whose_garment_may_be_missing_are_not_ticked(signed_in, photo, new_photo, fake_engine):
    fake_engine.named = {"belt": (0, 70, 120, 90)}  # which the engine finds, but no photo lists
    other = new_photo(name="Listed")
    services.garment_find(other, "belt")
    page = signed_in.get(address(photo, other, target="belt")).text
    assert [checked for key, checked in cells(page).items() if key.startswith(f"{photo.pk}.")] == [False, False]
    assert [checked for key, checked in cells(page).items() if key.startswith(f"{other.pk}.")] == [True, True]
    assert "Make 2 results" in page and "2 results were left unticked" in page and 'id="tick-unlisted"' in page
    assert "2 results should be checked first" in page, "those of the listed belt, whose outline is doubtful"


def test_results_that_exist_are_not_offered_again_as_those_whose_garment_may_be_missing(signed_in, photo, fake_engine):
    fake_engine.named = {"belt": (0, 70, 120, 90)}
    url = address(photo, target="belt")
    page = signed_in.get(url).text
    token = page.split('name="token" value="')[1].split('"')[0]
    assert "2 results were left unticked" in page
    signed_in.post(url, {"cell": [sorted(cells(page))[0]], "token": token})
    page = signed_in.get(url).text
    assert "1 result was left unticked" in page and page.count("data-unlisted") == 1 and "exists already" in page


def test_too_many_garments_are_named_beside_them(signed_in, photo):
    typed = ", ".join(f"scarf {number}" for number in range(13))
    page = signed_in.get(address(photo, target=[], more_targets=typed)).text
    assert "at most 12 garments or color layers; 13 are chosen" in problem_at(page, "garments") and not cells(page)
    apart = signed_in.get(address(photo, target=[], more_targets=typed, separately="on")).text
    assert 'id="problem-garments"' not in apart and "scarf 12 teal" in apart


def test_a_garment_of_another_name_is_named(signed_in, photo):
    page = signed_in.get(address(photo, target="choli")).text
    assert "“choli” means “blouse” here." in page and "2 results should be checked first" in page


def test_a_refused_plan_is_shown_again_as_it_was_sent(signed_in, photo, new_photo):
    url = address(photo, new_photo(), target="blouse", more_colors="navy, teal")
    first, *others = cells(signed_in.get(url).text)
    stale = f"{photo.pk}.000000000000"
    answer = signed_in.post(url, {"cell": [first, stale], "name": "Spring"})
    assert answer.status_code == 422 and "have changed" in problem_at(answer.text, "batch")
    assert cells(answer.text) == {first: True} | dict.fromkeys(others, False)
    assert "Make 1 result" in answer.text and 'value="Spring"' in answer.text
    assert "checked" not in answer.text.split('name="one_tone"')[1].split(">")[0]
    again = signed_in.post(url, {"cell": [first, stale], "one_tone": "1"}).text
    assert "checked" in again.split('name="one_tone"')[1].split(">")[0]
    assert "data-unlisted" not in again, "what the person has unticked is not offered to be ticked"


def test_a_mistyped_garment_is_named_once_and_the_others_are_made(signed_in, photo, new_photo):
    url = address(photo, new_photo(), target="blouse", more_targets="jaket, lehenga")
    page = signed_in.get(url).text
    assert page.count("“jaket” is not a known garment name") == 1 and "Make 4 results" in page
    assert "Did you mean jacket" in problem_at(page, "garments")
    assert 'value="jaket"' in page.split('name="more_targets"')[1]
    assert re.search(r'data-field="more_targets" value="jacket"\s+data-mistyped="jaket"', page)
    alone = signed_in.get(address(photo, target=[], more_targets="jaket")).text
    assert "“jaket” is not" in problem_at(alone, "garments") and not cells(alone)


def test_words_that_a_photo_has_a_garment_of_are_not_mistyped(signed_in, photo, new_photo):
    photo.garments.filter(name="lehenga").update(name="zork")
    page = signed_in.get(address(photo, new_photo(), target=[], more_targets="zork")).text
    assert 'id="problem-garments"' not in page and "Make 2 results" in page
    assert page.count("“zork” is not a known garment name") == 1, "at the photo that does not show it"


def test_typed_colors_keep_their_order_and_mistyped_ones_have_suggestions(signed_in, photo):
    page = signed_in.get(address(photo, color=[], more_colors="teal, mustrd, navy")).text
    assert 'value="teal, mustrd, navy"' in page and "Make 2 results" in page
    assert re.search(r'data-field="more_colors" value="mustard"\s+data-mistyped="mustrd"', page)


def test_two_colorways_that_are_one_for_a_photo_are_made_once(workspace, photo):
    photo.garments.exclude(name="blouse").delete()
    red = {"color": "red", "color_hex": "#ff0000", "protect_details": True}
    colorways = [
        services.Colorway([{"target": target, **red} for target in targets], "2k", "jpeg")
        for targets in (("blouse", "top"), ("blouse",))
    ]
    [[first, second]] = services.colorways_grid(colorways, [photo])
    assert (first.exists, second.exists) == (False, True) and first.key == second.key
