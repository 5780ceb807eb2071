import pytest

from recolor.states import can_transition

WAYS = {
    ("queued", "processing"),
    ("queued", "failed"),
    ("processing", "completed"),
    ("processing", "ready"),
    ("processing", "failed"),
    ("processing", "queued"),
    ("failed", "queued"),
    ("ready", "queued"),
}


@pytest.mark.parametrize("before", ["queued", "processing", "completed", "ready", "failed"])
@pytest.mark.parametrize("after", ["queued", "processing", "completed", "ready", "failed"])
def test_only_the_drawn_ways_are_allowed(before, after):
    assert can_transition(before, after) == ((before, after) in WAYS)
