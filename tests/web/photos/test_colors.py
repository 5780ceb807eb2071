"""Parsing a color while it is typed."""

import pytest
from django.urls import reverse


@pytest.mark.parametrize(
    ("text", "answer"), [("dusty rose", "#c48a8a"), ("#abc", "#aabbcc"), ("bluuu", "not a known color"), ("", "")]
)
def test_a_typed_color_is_shown_or_explained(signed_in, text, answer):
    assert answer in signed_in.get(reverse("color_read"), {"color": text}).text


def test_a_mistyped_color_has_suggestions(signed_in):
    page = signed_in.get(reverse("color_read"), {"color": "royl bleu"}).text
    assert 'data-field="color" value="royal blue"' in page
    assert "<button" not in signed_in.get(reverse("color_read"), {"color": "#12"}).text
