"""Rules for every file of the repository that no linter checks: lengths, and names that must not appear."""

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
MOST_LINES, MOST_CHARACTERS = 300, 120
SOURCES = (".py", ".html", ".css", ".js")
# Hosts of package registries, in pieces so that this file does not name them.
REGISTRIES = ("registry." + "npmjs", "files." + "pythonhosted", "pypi." + "org", "deb." + "debian")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / name for name in listed.splitlines() if (ROOT / name).is_file()]


def sources() -> list[Path]:
    return [path for path in tracked_files() if path.suffix in SOURCES and "migrations" not in path.parts]


def test_no_line_is_longer_than_120_characters():
    long_lines = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > MOST_CHARACTERS
    ]
    assert not long_lines, "\n".join(long_lines)


def test_no_file_is_longer_than_300_lines():
    lengths = {path.relative_to(ROOT): len(path.read_text().splitlines()) for path in sources()}
    long_files = [f"{path}: {length} lines" for path, length in lengths.items() if length > MOST_LINES]
    assert not long_files, "\n".join(long_files)


def test_no_script_of_a_page_contains_an_address():
    """Templates know the addresses. The service worker, which is a file of its own, names the page it keeps."""
    scripts = [path for path in tracked_files() if path.suffix == ".js" and path.name != "service-worker.js"]
    assert not [path for path in scripts if re.search("[\"'`]/[a-z-]+/", path.read_text())]


@pytest.mark.parametrize("name", REGISTRIES)
def test_no_file_names_a_package_registry(name):
    found = [path for path in tracked_files() if name.encode() in path.read_bytes()]
    assert not found


def test_the_engine_folder_has_at_most_six_modules():
    modules = [path for path in tracked_files() if path.parent == ROOT / "recolor" / "engine" and path.suffix == ".py"]
    assert len(modules) <= 6
