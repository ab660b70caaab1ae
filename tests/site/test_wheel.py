"""What an installation gets is what the wheel holds: assets and Danish included, test tools not."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CODE = "src/spillerum"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names in a wheel built from this checkout by hatchling itself."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder],
        cwd=ROOT,
        check=True,
        timeout=60,
    )
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        return set(archive.namelist())


def test_the_stylesheet_its_fonts_and_their_licences_are_in_it(wheel):
    dkfds = "spillerum/site/static/vendor/dkfds/"
    assert {
        f"{dkfds}css/dkfds-virkdk.min.css",
        f"{dkfds}fonts/IBMPlexSans/complete/woff2/IBMPlexSans-Regular.woff2",
        f"{dkfds}fonts/IBMPlexSans/complete/woff2/license.txt",
        f"{dkfds}LICENSE.md",
    } <= wheel


def test_every_catalogue_is_in_it_compiled(wheel):
    catalogues = {
        path.relative_to(ROOT / "src").with_suffix(".mo") for path in (ROOT / CODE).rglob("django.po")
    }
    assert {path.as_posix() for path in catalogues} == {name for name in wheel if name.endswith(".mo")}
    assert catalogues


def test_every_file_of_the_code_is_in_it(wheel):
    listed = subprocess.run(["git", "ls-files", CODE], cwd=ROOT, capture_output=True, text=True, check=True)
    there = {name for name in listed.stdout.splitlines() if (ROOT / name).exists()}
    assert {name.removeprefix("src/") for name in there} <= wheel


def test_the_tools_of_the_tests_are_not(wheel):
    assert [name for name in wheel if "axe" in Path(name).name or "node_modules" in name] == []
