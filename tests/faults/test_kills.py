"""kill -9 of the web processes and the worker at random moments, while a client streams work.

A longer run, with its figures:

    RECOLOR_FAULT_MINUTES=30 .venv/bin/python -m pytest -m slow -s tests/faults/test_kills.py
"""

import contextlib

import pytest

from ..contract.fake_service import FakeService
from .harness import MINUTES, SEED, FaultyStudio, own_postgresql

PAUSE = (0.2, 8.0)  # seconds between two kills; a worker starts in about three


@pytest.mark.slow
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
@pytest.mark.parametrize("engine", ["local", "hosted"])
def test_minutes_of_kills_lose_nothing(tmp_path, engine, database):
    with contextlib.ExitStack() as stack:
        url = stack.enter_context(own_postgresql()) if database == "postgresql" else ""
        service = stack.enter_context(contextlib.closing(FakeService(duration=1))) if engine == "hosted" else None
        studio = FaultyStudio(tmp_path, seed=SEED, hosted=service, RECOLOR_DATABASE_URL=url)
        with studio.running():
            outcome = studio.run(60 * MINUTES, studio.kill_one, PAUSE)
    print(f"\n{engine} engine, {database}: {outcome}")
    assert outcome.faults and outcome.is_clean, str(outcome)
