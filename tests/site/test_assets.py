"""What the build fetched: complete, and pointing nowhere else."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
VENDOR = ROOT / "src/spillerum/site/static/vendor"
STYLESHEET = VENDOR / "dkfds/css/dkfds-virkdk.min.css"


def links():
    return re.findall(r"url\([\"']?([^\"')]+)", STYLESHEET.read_text(encoding="utf-8"))


def test_every_file_the_stylesheet_points_at_is_there():
    assert len(links()) > 100
    assert [link for link in links() if not (STYLESHEET.parent / link).is_file()] == []


def test_every_file_stays_inside_the_folder():
    assert [
        link for link in links() if VENDOR.resolve() not in (STYLESHEET.parent / link).resolve().parents
    ] == []


def test_every_font_has_one_source_and_it_is_woff2():
    faces = re.findall(r"@font-face\{[^}]*url\([^}]*\}", STYLESHEET.read_text(encoding="utf-8"))
    sources = [re.findall(r"\.(\w+)\) format\(\"(\w+)\"\)", face) for face in faces]
    assert sources == [[("woff2", "woff2")]] * 8


def test_the_lock_of_the_assets_names_checksums_and_no_host():
    lock = (ROOT / "assets/package-lock.json").read_text(encoding="utf-8")
    assert lock.count('"integrity"') == 2
    assert ("http" in lock, "resolved" in lock) == (False, False)
