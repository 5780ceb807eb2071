"""Lighthouse with its desktop settings: performance, accessibility, best practices."""

import json
import subprocess

import pytest

from .conftest import ROOT, free_port

pytestmark = [pytest.mark.browser, pytest.mark.slow]
CATEGORIES = ["performance", "accessibility", "best-practices"]
MIN_SCORE = 0.95


@pytest.fixture(scope="module")
def ids(studio, api, browser, signed_in_state):
    """Return the ids of a completed task and of its photo."""
    task = api.recolor_sample("teal")
    context = browser.new_context(storage_state=signed_in_state, base_url=studio.url)
    page = context.new_page()
    page.goto("/results/")
    page.locator(f"#task-{task} [data-action=approve]").wait_for(timeout=240_000)
    context.close()
    return {"task": task, "photo": api.sample_photo()}


@pytest.fixture(scope="module")
def signed_in_chromium(browser, signed_in_state, tmp_path_factory):
    """Return the debugging port of a Chromium that is signed in.

    Lighthouse could send the cookie as a header instead, but not with its requests for pictures.
    """
    port = free_port()
    flags = ["--no-sandbox", "--headless=new", "--disable-background-networking", f"--remote-debugging-port={port}"]
    folder = tmp_path_factory.mktemp("chromium")
    context = browser.browser_type.launch_persistent_context(folder, executable_path="/usr/bin/chromium", args=flags)
    context.add_cookies(signed_in_state["cookies"])
    yield port
    context.close()


@pytest.mark.parametrize("path", ["/photos/", "/photos/{photo}/", "/results/", "/results/{task}/"])
def test_lighthouse(studio, signed_in_chromium, ids, tmp_path, path):
    report = tmp_path / "report.json"
    command = [
        str(ROOT / "node_modules" / ".bin" / "lighthouse"),
        studio.url + path.format(**ids),
        f"--port={signed_in_chromium}",
        "--disable-storage-reset",  # it would delete the cookies
        "--quiet",
        "--preset=desktop",
        "--output=json",
        f"--output-path={report}",
        f"--only-categories={','.join(CATEGORIES)}",
        "--no-enable-error-reporting",
    ]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert report.exists(), done.stderr[-2000:]
    results = json.loads(report.read_text())
    assert results["finalDisplayedUrl"] == command[1], "the page must not redirect to the sign-in"
    scores = {name: results["categories"][name]["score"] for name in CATEGORIES}
    print(f"{path}: {scores} {results.get('runtimeError', '')}")
    failed_audits = [
        (audit["id"], str(audit.get("details", {}).get("items"))[:400])
        for audit in results["audits"].values()
        if audit["score"] is not None and audit["score"] < 0.9
    ]
    assert all(score is not None and score >= MIN_SCORE for score in scores.values()), (scores, failed_audits)
