"""The state of the engine."""

from django.urls import reverse


def test_the_page_shows_the_state_of_the_engine(signed_in, new_task):
    page = signed_in.get(reverse("settings")).text
    assert "Storage used" in page and "Working normally" in page
