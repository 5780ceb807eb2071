"""Redirects from the URLs of earlier versions."""

import pytest

from recolor import services

from .conftest import shown_ids


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/gallery/?family=grey&q=x", "/results/?family=grey&q=x"),
        ("/gallery/", "/results/"),
        ("/trash/", "/results/trash/"),
        ("/trash/?page=2", "/results/trash/?page=2"),
        ("/tasks/5/", "/results/5/"),
        ("/tasks/5/files/result/", "/results/5/files/result/"),
        ("/tasks/5/files/preview/?2", "/results/5/files/preview/?2"),
    ],
)
def test_old_urls_redirect_with_their_query(signed_in, old, new):
    response = signed_in.get(old)
    assert (response.status_code, response["Location"]) == (301, new)


def test_the_old_spelling_of_a_color_family_still_filters(signed_in, results, new_task):
    gray = new_task(changes=[{"target": "blouse", "color": "#808080"}])
    services.task_run(gray.pk)
    page = signed_in.get("/gallery/?family=grey", follow=True).text
    assert shown_ids(page) == [gray.pk]
