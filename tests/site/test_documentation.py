"""Whatever can be run, set, allowed or gone through stands in docs/, so that it can be found."""

import ast
import importlib
import re
from enum import StrEnum
from pathlib import Path

import click
import lifecycles
import pytest

from spillerum.cli import main
from spillerum.people.access import permissions

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src/spillerum"


def words(page):
    """Give everything in `code` quotes on a page of the docs."""
    return set(re.findall(r"`([^`\n]+)`", (DOCS / page).read_text(encoding="utf-8")))


def commands(group=main, path=("spillerum",)):
    """Give every command with its options, as somebody would type them."""
    within = click.Context(group)
    for name in group.list_commands(within):
        command = group.get_command(within, name)
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            options = {option for each in command.params for option in each.opts if option.startswith("--")}
            yield " ".join((*path, name)), options


def test_every_command_stands_in_the_docs():
    assert {name for name, _options in commands()} - words("commands.md") == set()


def test_every_option_stands_in_the_docs_under_its_command():
    chapters = re.split(r"^## `", (DOCS / "commands.md").read_text(encoding="utf-8"), flags=re.MULTILINE)
    told = {chapter.split("`")[0]: set(re.findall(r"`(--[a-z-]+)", chapter)) for chapter in chapters}
    assert {name: options - told.get(name, set()) for name, options in commands()} == {
        name: set() for name, _options in commands()
    }


def settings_read():
    """Give the name of every variable that the settings read from the environment."""
    tree = ast.parse((SOURCE / "site/settings.py").read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    ours = [call for call in calls if re.fullmatch(r"environment\.\w+", ast.unparse(call.func))]
    return {arg.value for call in ours for arg in call.args[:1] if isinstance(arg, ast.Constant)}


def test_every_setting_stands_in_the_docs():
    assert len(settings_read()) > 10
    assert settings_read() - words("settings.md") == set()


def test_no_setting_in_the_docs_has_gone_from_the_code():
    told = {word for word in words("settings.md") if re.fullmatch(r"SPILLERUM_\w+", word)}
    assert {word for word in told if word.removesuffix("_FILE") not in settings_read()} == set()


def declared():
    """Give every permission that a room's access.py declares."""
    for file in sorted(SOURCE.glob("*/access.py")):
        module = importlib.import_module(f"spillerum.{file.parent.name}.access")
        for thing in vars(module).values():
            if (
                isinstance(thing, type)
                and issubclass(thing, StrEnum)
                and thing.__name__.endswith("Permission")
            ):
                yield from (member.value for member in thing)


def test_every_permission_stands_in_the_docs_and_has_its_rule():
    assert set(declared()) - words("access.md") == set()
    assert permissions() - words("access.md") == set()
    assert set(declared()) == permissions()


def test_the_page_of_lifecycles_is_what_the_lifecycles_say():
    assert lifecycles.PAGE.read_text(encoding="utf-8") == lifecycles.page(), "run: make docs"


@pytest.mark.parametrize("page", sorted(path.name for path in ROOT.glob("*.md")))
def test_every_link_of_a_page_at_the_root_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


@pytest.mark.parametrize("page", sorted(path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")))
def test_every_link_of_a_page_in_the_docs_leads_somewhere(page):
    links = re.findall(r"\]\((?!https?:)([^)#]+)", (DOCS / page).read_text(encoding="utf-8"))
    assert [link for link in links if not (DOCS / page).parent.joinpath(link).exists()] == []
