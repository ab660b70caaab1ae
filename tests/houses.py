"""A house for a story: a process and a database of its own, and both are copies.

Starting Python, Django and numpy takes longer than most stories, and so does migrating. One process does it
once a session and is forked for each story: this file is also that process's program. It never holds a
connection, so nothing is shared but what it has imported. The database is a SQLite file, or a PostgreSQL
database when DATABASE_URL is set.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import traceback
import uuid
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import ModuleType

    Story = Callable[[], None]
    House = Callable[[Story], None]

TESTS = Path(__file__).parent
PATIENCE = 120  # seconds a story may take


class Foundry:
    """The warm process, seen from the tests."""

    def __init__(self, env: dict[str, str]) -> None:
        self.process = subprocess.Popen(
            [sys.executable, __file__], env=env, cwd=TESTS.parent, text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip

    def tell(self, story: Story, database: str, log: Path) -> None:
        """Have the story told in a fork on that database. What it said is in the failure."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        asked = (story.__code__.co_filename, story.__name__, database, str(log))
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()
        if self.process.stdout.readline().strip() != "0":
            pytest.fail(log.read_text() if log.exists() else "the warm process died", pytrace=False)

    def close(self) -> None:
        self.process.communicate()  # it ends when nobody can ask any more


@pytest.fixture(scope="session")
def _foundry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Foundry, str]]:
    """The warm process and the migrated database that houses are copied from."""
    folder, url = tmp_path_factory.mktemp("foundation"), os.environ.get("DATABASE_URL", "")
    with _database(folder, url) as name:
        foundry = Foundry(_environment(folder, url))
        foundry.tell(migrated, name, folder / "log")
        yield foundry, name
        foundry.close()


@pytest.fixture
def house(_foundry: tuple[Foundry, str], tmp_path: Path) -> Iterator[House]:
    """Call it with a story, a function at the top of the test's module."""
    foundry, like = _foundry
    with _database(tmp_path, os.environ.get("DATABASE_URL", ""), like) as name:
        yield lambda story: foundry.tell(story, name, tmp_path / "log")


def migrated() -> None:
    from django.core.management import call_command  # noqa: PLC0415 -- in the story's process only

    call_command("migrate", verbosity=0)


def _environment(folder: Path, url: str) -> dict[str, str]:
    ours = {"DJANGO_SETTINGS_MODULE": "spillerum.site.settings", "SPILLERUM_DATA": str(folder)}
    return os.environ | ours | {"DATABASE_URL": url}


@contextmanager
def _database(folder: Path, url: str, like: str = "") -> Iterator[str]:
    """The name of a new database, a copy of that one. PostgreSQL's is dropped at the end."""
    if not url:
        name = str(folder / "spillerum.sqlite3")
        if like:
            shutil.copy(like, name)
        yield name
        return
    import psycopg  # noqa: PLC0415 -- only with PostgreSQL

    name = f"spillerum_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}")
        try:
            yield name
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _serve(asking: TextIO, answering: TextIO) -> None:
    """Fork for each story asked for; answer with how it ended."""
    for line in asking:
        file, story, database, log = json.loads(line)
        answering.write(f"{_forked(getattr(_module(file), story), database, log)}\n")
        answering.flush()


@cache
def _module(file: str) -> ModuleType:
    """The story's module; what it imports is in tests/ or installed."""
    if file == __file__:
        return sys.modules[__name__]
    spec = importlib.util.spec_from_file_location(Path(file).stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _forked(story: Story, database: str, log: str) -> int:
    pid = os.fork()
    if not pid:
        _tell(story, database, log)
    status = os.waitpid(pid, 0)[1]
    with suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # whatever it left running
    return status


def _tell(story: Story, database: str, log: str) -> None:
    status = 1
    os.setsid()
    signal.alarm(PATIENCE)
    said = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(said, 1)
    os.dup2(said, 2)
    try:
        from django.db import connection  # noqa: PLC0415 -- set up in the warm process only

        connection.settings_dict["NAME"] = database
        story()
        connection.close()  # a SQLite file is whole only then
        status = 0
    except BaseException:  # noqa: BLE001 -- whatever it is, the test must hear of it and the fork must end here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


def _main() -> None:
    import django  # noqa: PLC0415 -- only in the warm process

    from spillerum.calendar.workdays import is_working_day  # noqa: PLC0415 -- the same

    django.setup()
    is_working_day(date(2018, 9, 3))  # the first that is asked for loads the holidays
    sys.path.insert(0, str(TESTS))
    with os.fdopen(os.dup(1), "w") as answering:
        os.dup2(2, 1)  # a line a module prints is no answer
        _serve(sys.stdin, answering)


if __name__ == "__main__":
    _main()
