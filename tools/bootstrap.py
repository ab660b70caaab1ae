"""Make the environment and put the pinned uv in it: needs Python and its own venv module, nothing else."""

import subprocess
import sys
import venv
from pathlib import Path


def main(folder: str, uv: str) -> None:
    if sys.version_info < (3, 11):
        sys.exit(f"Spillerum needs Python 3.11 or newer; this is {sys.version.split()[0]}. Try: make PYTHON=python3.12 …")
    python = Path(folder) / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    try:
        venv.create(folder, with_pip=True, clear=not python.exists())
    except subprocess.CalledProcessError:
        sys.exit("Python here has no pip of its own. On Debian and Ubuntu: apt install python3-venv, then try again.")
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={uv}"], check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
