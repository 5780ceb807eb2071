"""The allowed transitions of tasks and photos."""

import pytest

from recolor.states import can_transition

ALLOWED = {
    ("queued", "processing"),
    ("queued", "failed"),
    ("processing", "completed"),
    ("completed", "failed"),
    ("processing", "ready"),
    ("processing", "failed"),
    ("processing", "queued"),
    ("failed", "queued"),
    ("ready", "queued"),
}


@pytest.mark.parametrize("before", ["queued", "processing", "completed", "ready", "failed"])
@pytest.mark.parametrize("after", ["queued", "processing", "completed", "ready", "failed"])
def test_only_these_transitions_are_allowed(before, after):
    assert can_transition(before, after) == ((before, after) in ALLOWED)
