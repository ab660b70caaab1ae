"""The command line: one file a command, loaded when it is called, so that a scan of a file needs no database."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import click


class Commands(click.Group):
    """Every module of this package whose name has no underscore in front is a command of that name.

    The module holds a click command called `command`.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's own signature
        return sorted(module.name for module in iter_modules(__path__) if not module.name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in self.list_commands(ctx):
            return None
        found: Any = import_module(f"{__name__}.{cmd_name}").command
        return found if isinstance(found, click.Command) else None


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="spillerum")
def main() -> None:
    """Spillerum: steer by trust. Figures collect themselves, silence is proven, and what is off is told once."""
