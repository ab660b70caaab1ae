"""Make the environment and put the pinned uv in it: needs Python and its own venv module, nothing else."""

import subprocess
import sys
import venv
from pathlib import Path

TOO_OLD = "Spillerum needs Python 3.11 or newer; this is {}. Try: make PYTHON=python3.12"
NO_PIP = (
    "Python here has no pip of its own. On Debian and Ubuntu: apt install python3-venv, then run make again."
)


def main(folder: str, uv: str) -> None:
    """Make the environment in `folder` with uv of version `uv`; one that works is kept."""
    if sys.version_info < (3, 11):  # noqa: UP036 (somebody will run make with an older one)
        sys.exit(TOO_OLD.format(sys.version.split()[0]))
    python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        venv.create(folder, with_pip=True, clear=not python.exists())
    except subprocess.CalledProcessError:
        sys.exit(NO_PIP)
    install = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={uv}"]
    subprocess.run(install, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
