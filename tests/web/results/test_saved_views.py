"""Saved views of the gallery."""

import pytest
from django.urls import reverse

from recolor import services
from recolor.models import SavedView

from ..conftest import HTMX, problem_at, shown_ids


def save(client, name, query):
    return client.post(reverse("saved_view_save"), {"name": name, "query": query}, follow=True)


def views_of(page):
    return page.split('id="views"')[1].split("</nav>")[0]


def test_a_view_is_saved_and_opened(signed_in, results):
    page = signed_in.get(reverse("gallery"), {"garment": "blouse", "sort": "oldest", "page": "2"}).text
    assert 'name="query" value="garment=blouse&amp;sort=oldest"' in views_of(page)
    page = save(signed_in, "  Blouses  first ", "sort=oldest&page_size=1&garment=blouse&page=2").text
    assert "Saved the view “Blouses first”." in page
    assert shown_ids(page) == [results[0].pk, results[2].pk, results[3].pk]
    view = SavedView.objects.get()
    assert view.query == "garment=blouse&sort=oldest"
    page = signed_in.get(f"{reverse('gallery')}?sort=oldest&garment=blouse&page_size=2").text
    assert 'aria-current="page">Blouses first</a>' in views_of(page)
    assert "hx-swap-oob" in views_of(signed_in.get(reverse("gallery"), **HTMX).text)


def test_the_default_view_is_current_without_filters(signed_in, workspace):
    assert "All results" not in views_of(signed_in.get(reverse("gallery")).text), "nothing to choose from"
    services.saved_view_save(workspace, "To approve", "review=to_review")
    views = views_of(signed_in.get(reverse("gallery"), {"sort": "newest"}).text)
    assert views.count("aria-current") == 1
    assert views.index("aria-current") < views.index("All results") < views.index("To approve")
    assert "Save view" not in views


def test_a_view_of_the_same_name_is_replaced_only_if_this_is_asked_for(signed_in, workspace):
    save(signed_in, "To approve", "review=to_review")
    page = save(signed_in, "to APPROVE", "review=to_review&family=blue").text
    assert "There is already a view “To approve”" in views_of(page) and 'value="to APPROVE"' in views_of(page)
    view = workspace.saved_views.get()
    assert view.query == "review=to_review"
    assert f'name="replace" value="{view.pk}"' in views_of(page)
    fields = {"name": "to APPROVE", "query": "review=to_review&family=blue", "replace": view.pk}
    signed_in.post(reverse("saved_view_save"), fields)
    assert workspace.saved_views.get().query == "review=to_review&family=blue"
    signed_in.post(reverse("saved_view_save"), fields | {"query": "family=red", "replace": view.pk + 1})
    assert workspace.saved_views.get().query == "review=to_review&family=blue", "another view was to be replaced"


def test_a_view_is_renamed_and_deleted(signed_in, workspace):
    first, second = (services.saved_view_save(workspace, name, "family=blue") for name in ("Blue", "Navy"))
    address = reverse("saved_view", args=[second.pk])
    page = signed_in.post(address, {"name": "BLUE"}, follow=True).text
    assert "already a view" in problem_at(page, "view")
    assert 'value="BLUE"' in views_of(page), "what was typed is kept"
    assert '<details class="view-edit" open>' in page and 'aria-describedby="problem-view"' in page
    assert signed_in.post(address, {"name": "Dark"})["Location"] == f"{reverse('gallery')}?family=blue"
    assert "Deleted the view" in signed_in.post(address, {"action": "delete"}, follow=True).text
    assert list(workspace.saved_views.all()) == [first]


@pytest.mark.parametrize(
    ("name", "query", "problem"),
    [
        ("", "family=blue", "1 to 40"),
        ("x" * 41, "family=blue", "1 to 40"),
        ("All", "", "Choose a filter"),
        ("All", "family=plaid&sort=odd&page_size=2", "Choose a filter"),
        ("Long", "q=" + "%E2%82%AC" * 100 + "&garment=" + "%E2%82%AC" * 80, "too long"),
    ],
)
def test_an_invalid_view_is_refused(signed_in, workspace, name, query, problem):
    page = save(signed_in, name, query).text
    assert problem in page
    if problem == "Choose a filter":  # the page has no form for a view, and so it is a toast
        assert problem in page.split('id="messages"')[1] and "data-undo" not in page
    else:
        assert problem in problem_at(page, "view")
    assert not workspace.saved_views.exists()


def test_views_are_limited_and_belong_to_their_workspace(signed_in, workspace, other_workspace, monkeypatch):
    monkeypatch.setattr("recolor.services.saved_views.MAX_VIEWS", 1)
    save(signed_in, "Blue", "family=blue")
    assert "at most 1 saved views" in save(signed_in, "Red", "family=red").text
    foreign = services.saved_view_save(other_workspace, "Secret", "family=red")
    assert signed_in.post(reverse("saved_view", args=[foreign.pk]), {"action": "delete"}).status_code == 404
    assert "Secret" not in signed_in.get(reverse("gallery")).text
