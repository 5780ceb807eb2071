"""The workspace's swatches."""

from django.urls import reverse


def test_swatches_are_added_renamed_ordered_and_removed(signed_in, workspace):
    for name in ("Diwali rani", "House navy"):
        signed_in.post(reverse("swatch_create"), {"name": name, "color": "#c2185b"})
    first, second = workspace.swatches.all()
    assert 'name="action" value="up"' in signed_in.get(reverse("settings")).text
    signed_in.post(reverse("swatch_change", args=[second.pk]), {"action": "up"})
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"action": "save", "name": "Holi rani", "color": "teal"})
    assert workspace.swatch_colors() == {"House navy": "#c2185b", "Holi rani": "#008080"}
    signed_in.post(reverse("swatch_change", args=[first.pk]), {"action": "delete"})
    assert list(workspace.swatch_colors()) == ["House navy"]
    assert (
        "not a known color"
        in signed_in.post(reverse("swatch_create"), {"name": "x", "color": "bluuu"}, follow=True).text
    )
    assert "House navy" in signed_in.get(reverse("color_read"), {"color": "house navy"}).text.replace("house", "House")
