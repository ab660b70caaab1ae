"""Before a wheel or sdist is packed: the fetched assets and the compiled texts are put in place.

An editable install needs neither: `make setup` makes both, and a checkout without them still imports.
"""

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

VENDOR = "src/spillerum/site/static/vendor"


class FetchedAndCompiled(BuildHookInterface[Any]):
    """Run assets/build.py (unless its work is there already) and tools/texts.py."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 (hatchling's signature)
        """Make what git ignores but the package must carry; `version` is "standard" or "editable"."""
        if version == "editable":
            return
        if not Path(self.root, VENDOR, ".ready").exists():
            self.run("assets/build.py", VENDOR)
        self.run("tools/texts.py", "compile")

    def run(self, *command: str) -> None:
        """Run one of the project's own scripts with the Python that builds; a fault stops the build."""
        subprocess.run([sys.executable, *command], cwd=self.root, check=True)
