"""Settings from the environment."""

import pytest
from django.core.exceptions import ImproperlyConfigured

from recolor_site import env


@pytest.mark.parametrize(("old", "engine"), [("remote", "hosted"), ("local", "local")])
def test_the_old_name_of_the_engine_is_read_with_a_warning(monkeypatch, old, engine):
    monkeypatch.setenv("RECOLOR_BACKEND", old)
    with pytest.warns(FutureWarning, match=f"RECOLOR_ENGINE={engine}"):
        assert env.engine_by_old_name() == engine


def test_without_the_old_name_the_engine_is_local_and_nothing_warns(monkeypatch, recwarn):
    monkeypatch.delenv("RECOLOR_BACKEND", raising=False)
    assert env.engine_by_old_name() == "local"
    assert not recwarn.list


def test_an_unknown_engine_stops_the_start(monkeypatch):
    monkeypatch.setenv("RECOLOR_BACKEND", "cloud")
    with pytest.raises(ImproperlyConfigured, match="local, remote"):
        env.engine_by_old_name()
