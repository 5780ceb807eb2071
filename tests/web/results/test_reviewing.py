"""Review mode: the order of the results, decisions one after the other, and the summary."""

import re
import time

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import RecolorTask

from ..conftest import HTMX


@pytest.fixture
def begin(signed_in):
    """Return a function that opens review mode, and returns its page."""

    def open_page(query=None, **options):
        return signed_in.get(reverse("reviewing"), {"begun": int(time.time()) - 60, **(query or {})}, **options).text

    return open_page


def shown(page: str) -> int:
    return int(re.search(r'id="review-approve".*', page) and re.search(r"/results/(\d+)/review/\"", page).group(1))


def link(page: str, name: str) -> str:
    """Return the address of the link with an id."""
    return re.search(rf'id="{name}"[^>]*?href="([^"]+)"', page).group(1).replace("&amp;", "&")


def decide(client, page: str, **fields):
    """Send the form of a decision as a browser without JavaScript does, and return the next page."""
    following = re.search(r'name="next" value="([^"]+)"', page.split('class="reviewing-decide"')[1]).group(1)
    address = reverse("result_review", args=[shown(page)])
    return client.post(address, {"next": following.replace("&amp;", "&"), **fields}, follow=True).text


def undo_form(page: str):
    """Return the address and the next page of the form that undoes the last decision, if there is one."""
    pattern = (
        r'action="([^"]+)" data-swap="#reviewing">(?:(?!</form>).)*name="next" value="([^"]+)">\s*<button[^>]*undo'
    )
    return re.search(pattern, page, re.DOTALL)


def undo(client, page: str) -> str:
    address, following = undo_form(page).groups()
    return client.post(address, {"next": following.replace("&amp;", "&")}, follow=True).text


def test_the_address_gets_the_time_of_the_beginning(signed_in, results):
    response = signed_in.get(reverse("reviewing"), {"task": [results[0].pk, results[1].pk]})
    assert response.status_code == 302
    assert re.fullmatch(
        rf"/results/review/\?task={results[0].pk}&task={results[1].pk}&begun=\d{{10}}", response["Location"]
    )
    for begun in ("x", "9" * 30, "-1"):
        assert signed_in.get(reverse("reviewing"), {"begun": begun}).status_code == 302


def test_doubtful_outlines_come_first_then_photos_and_colors(begin, results, new_task):
    green, red = results[2].photo, results[0].photo
    results[1].color_changes.update(doubtful=True)
    new_task(of=green)  # not completed
    expected = [results[1], results[3], results[2], results[0]]
    page, seen = begin(), []
    for number in range(1, 5):
        assert f"{number} of 4" in page
        seen.append(shown(page))
        query = dict(re.findall(r"(\w+)=([^&]+)", link(page, "review-after")))
        page = begin({"at": query["at"]})
    assert seen == [task.pk for task in expected], (red, green)
    assert "0 approved, 0 rejected, 4 waiting" in page


def test_a_decision_is_followed_by_the_next_result_and_places_stay(signed_in, begin, person, results):
    page = begin()
    first = shown(page)
    page = decide(signed_in, page, review="rejected", note="The color is wrong")
    assert shown(page) != first and "2 of 4" in page and "1 of 4 decided" in page
    assert f"Rejected #{first}" in page and "The color is wrong" in page.split('id="reviewing-last"')[1][:300]
    task = RecolorTask.objects.get(pk=first)
    assert (task.review, task.review_note, task.decision.by) == ("rejected", "The color is wrong", person)
    for _ in range(3):
        page = decide(signed_in, page, review="approved")
    assert "3 approved, 1 rejected, 0 waiting" in page
    assert link(page, "review-export") == "/results/export/?all=1&filters=review%3Dapproved"
    assert f"replaces={first}" in page.split("Make the rejected ones again")[1]


def test_after_the_last_one_come_those_that_were_passed_over(signed_in, begin, results):
    page = begin()
    passed_over = shown(page)
    page = signed_in.get(link(page, "review-after")).text
    for _ in range(3):
        page = decide(signed_in, page, review="approved")
    assert shown(page) == passed_over and "1 of 4" in page


def test_the_last_decision_can_be_undone(signed_in, begin, results):
    page = begin()
    first = shown(page)
    page = decide(signed_in, page, review="approved")
    page = undo(signed_in, page)
    assert shown(page) == first and "waits for review again" in page and "0 of 4 decided" in page
    assert RecolorTask.objects.get(pk=first).review == "to_review"


def test_only_the_own_decision_about_one_result_is_undone(signed_in, begin, results, django_user_model):
    page = begin()
    first = shown(page)
    page = decide(signed_in, page, review="approved")
    other = django_user_model.objects.create_user("ravi")
    services.tasks_review([RecolorTask.objects.get(pk=first)], "rejected", by=other, note="seam")
    page = undo(signed_in, page)
    assert "nothing to undo" in page and "Rejected #" in page and "seam" in page
    assert RecolorTask.objects.get(pk=first).review == "rejected"
    assert not undo_form(page), "it would undo what somebody else has decided"
    signed_in.post(reverse("bulk"), {"action": "approve", "all": "1"})
    page = begin({"last": first})
    assert f"Approved #{first}" in page and not undo_form(page), "it would undo what was decided about all"


def test_only_results_that_wait_are_shown_unless_others_are_asked_for(signed_in, begin, person, results):
    services.tasks_review(results[:3], "approved", by=person)
    results[0].review_records.model.objects.update(at="2020-01-01T00:00Z")
    assert "1 of 1" in begin()
    assert " of 4\n" in begin({"decided": 1})
    assert "1 of 3" in begin({"all": 1, "filters": "review=approved"})
    services.tasks_review(results[3:], "approved", by=person)
    results[0].review_records.model.objects.update(at="2020-01-01T00:00Z")
    page = begin()
    assert "Nothing waits for review" in page and "decided=1" in page


def test_approved_results_are_reviewed_one_after_the_other(signed_in, begin, person, results):
    services.tasks_review(results, "approved", by=person)
    page = begin({"all": 1, "filters": "review=approved"})
    assert "1 of 4" in page and "asha" in page
    page = decide(signed_in, page, review="rejected")
    assert "2 of 4" in page


def test_a_batch_is_reviewed_without_replaced_versions(signed_in, begin, workspace, photo, new_task):
    changes = [{"target": "blouse", "color": "teal"}]
    batch = services.batch_create(workspace, [{"model": photo, "changes": changes}])
    first = batch.tasks.get()
    version = new_task(changes=changes, replaces=first)
    other = new_task()
    for task in (first, version, other):
        services.task_run(task.pk)
    page = signed_in.get(reverse("batch", args=[batch.pk])).text
    assert link(page, "batch-review") == f"/results/review/?all=1&filters=batch%3D{batch.pk}"
    page = begin({"all": 1, "filters": f"batch={batch.pk}"})
    assert "1 of 1" in page and shown(page) == version.pk
    assert f'href="{reverse("batch", args=[batch.pk])}"' in page
    services.batch_trash(batch)
    page = begin({"all": 1, "filters": f"batch={batch.pk}"})
    assert reverse("batch", args=[batch.pk]) not in page and f'href="{reverse("batches")}"' in page


def test_the_other_results_of_the_set_are_beside_it(begin, results, new_photo, new_task):
    pose = new_photo(kind="pose", model=results[0].photo, name="Back")
    blue, teal = new_task(of=pose), new_task(of=pose, changes=[{"target": "blouse", "color": "teal"}])
    for task in (blue, teal):
        services.task_run(task.pk)
    page = begin({"task": [results[0].pk, results[1].pk], "at": results[0].pk})
    colors, poses = (part.split("</section>")[0] for part in page.split('class="reviewing-set"')[1:])
    assert "This photo in other colors" in colors and colors.count("<li>") == 2
    assert f"at={results[1].pk}" in colors and 'aria-current="true"' in colors
    assert "These colors in other photos" in poses and poses.count("<li>") == 2
    assert f'href="{reverse("result", args=[blue.pk])}"' in poses, "it is not reviewed here"


def test_a_color_of_several_garments_is_named_once_in_the_set(begin, results, new_task):
    changes = [{"target": "blouse", "color": "gold"}, {"target": "lehenga", "color": "gold"}]
    services.task_run(new_task(results[0].photo, changes=changes).pk)
    page = begin({"task": results[0].pk})
    labels = re.findall(r'<span class="small">([^<]*)</span>', page.split('class="reviewing-set"')[1])
    assert "gold" in [" ".join(label.split()) for label in labels]


def test_the_selection_of_the_gallery_is_reviewed(signed_in, results):
    form = {"action": "review", "task": [results[0].pk, results[2].pk]}
    response = signed_in.post(reverse("bulk"), form)
    assert response["Location"] == f"/results/review/?task={results[0].pk}&task={results[2].pk}"
    page = signed_in.get(reverse("gallery"), {"family": "navy"}).text
    assert "/results/review/?all=1&amp;filters=family%3Dnavy" in page


def test_htmx_gets_the_address_of_what_is_shown(signed_in, results):
    address = f"{reverse('reviewing')}?begun={int(time.time())}"
    assert signed_in.get(address, **HTMX)["HX-Replace-Url"] == address
    assert "HX-Replace-Url" not in signed_in.get(address)


def test_the_usual_reasons_and_the_pictures_of_the_next_results_are_on_the_page(begin, results):
    page = begin()
    assert page.count('id="review-reason-') == 5 and 'value="The outline is wrong"' in page
    assert page.count('rel="prefetch"') == 1
    assert " style=" not in page and "<style" not in page


def test_the_number_of_queries_does_not_grow(signed_in, results, new_task, django_assert_num_queries):
    address = f"{reverse('reviewing')}?begun={int(time.time())}"
    for _ in range(2):
        # session, user, workspaces, open work, the order, the task, its changes, its reviews, the pictures in advance,
        # two strips with their changes
        with django_assert_num_queries(13):
            signed_in.get(address)
        for _ in range(3):
            services.task_run(new_task(of=results[0].photo).pk)


def test_results_of_another_workspace_are_not_shown(stranger_client, results):
    query = {"begun": int(time.time()), "task": [task.pk for task in results], "at": results[0].pk}
    page = stranger_client.get(reverse("reviewing"), query).text
    assert "Nothing waits for review" in page and "Red dress" not in page


def test_review_mode_requires_signing_in(client, db):
    assert client.get(reverse("reviewing")).status_code == 302
