"""The version of stored analyses."""

import io

import numpy as np
import pytest

from recolor.engine import ANALYSIS_VERSION, Analysis, EngineError, OutdatedAnalysis


@pytest.fixture
def content():
    analysis = Analysis(np.zeros((1, 256, 64, 64), np.float16), np.zeros((17, 128, 96), np.uint8), 160, 120)
    return analysis.to_bytes()


@pytest.mark.parametrize("version", [None, ANALYSIS_VERSION - 1, ANALYSIS_VERSION + 1])
def test_an_analysis_of_another_version_is_refused(content, version):
    with np.load(io.BytesIO(content)) as stored:
        arrays = dict(stored)
    del arrays["version"]
    buffer = io.BytesIO()
    np.savez(buffer, **arrays, **({} if version is None else {"version": np.array(version)}))
    with pytest.raises(OutdatedAnalysis):
        Analysis.from_bytes(buffer.getvalue())


def test_an_analysis_of_this_version_is_read(content):
    analysis = Analysis.from_bytes(content)
    assert (analysis.height, analysis.width) == (160, 120)


@pytest.mark.parametrize("start", range(0, 40_000, 2_000))
def test_a_damaged_analysis_is_an_error_of_the_engine(start):
    noise = np.random.default_rng(0)
    embedding = noise.standard_normal((1, 256, 16, 16)).astype(np.float16)
    damaged = bytearray(Analysis(embedding, noise.integers(0, 255, (17, 128, 96), np.uint8), 160, 120).to_bytes())
    damaged[start : start + 4096] = bytes(4096)
    with pytest.raises(EngineError):
        Analysis.from_bytes(bytes(damaged))


def test_a_file_of_another_kind_is_an_error_of_the_engine():
    buffer = io.BytesIO()
    np.save(buffer, np.zeros(3))
    with pytest.raises(EngineError):
        Analysis.from_bytes(buffer.getvalue())
