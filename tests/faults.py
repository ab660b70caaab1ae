"""Real processes on a real database, killed where it hurts.

    def story():                       # runs in a process and a database of its own
        prepare()
        kills = killed_everywhere(deed, lambda: check(before_or_after))
        assert kills > 3

    def test_…(house):
        house(story)

`story` is a function at the top of a test module. Inside it, `killed` runs a deed in a forked process and
kills it (signal 9) right after its n-th writing statement; `at_once` runs deeds in processes that start
together. The database is a SQLite file, or a PostgreSQL database of its own when DATABASE_URL is set.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import traceback
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlparse, urlunparse

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Deed = Callable[[], object]
    House = Callable[[Callable[[], None]], None]

TESTS = Path(__file__).parent
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture(scope="session")
def _foundation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """A migrated database that houses are copied from: migrating takes longer than most stories."""
    with _database(tmp_path_factory.mktemp("foundation"), os.environ.get("DATABASE_URL", "")) as env:
        _python("-m", "django", "migrate", "--verbosity", "0", env=env)
        yield env


@pytest.fixture
def house(_foundation: dict[str, str], tmp_path: Path) -> Iterator[House]:
    """Call it with a story, a function at the top of the test's module."""
    url, there = os.environ.get("DATABASE_URL", ""), Path(_foundation["SPILLERUM_DATA"])
    with _database(tmp_path, url, like=urlparse(_foundation["DATABASE_URL"]).path[1:]) as env:
        if not url:
            shutil.copy(there / "spillerum.sqlite3", tmp_path)
        yield lambda story: _tell(story, env)


def killed(deed: Deed, *, after_writes: int) -> bool:
    """Do it in another process, which dies after that many writes. False: it was done before that."""
    pid = _fork(deed, dies_after=after_writes)
    status = os.waitpid(pid, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the deed failed; see its traceback above"
    return False


def killed_everywhere(deed: Deed, check: Deed) -> int:
    """Kill the deed after no, one, two … writes, checking what is left each time, until it gets to its end."""
    kills = 0
    while killed(deed, after_writes=kills):
        check()
        kills += 1
    return kills


def at_once(*deeds: Deed) -> None:
    """Do them in processes of their own that start together. Fails when any of them does."""
    ready, go = os.pipe()
    pids = [_fork(deed, waits_for=ready, closes=go) for deed in deeds]
    os.close(ready)
    os.close(go)  # every reader wakes up
    failed = [pid for pid in pids if os.waitpid(pid, 0)[1] != 0]
    assert not failed, "a deed failed; see its traceback above"


def _fork(
    deed: Deed, *, dies_after: int | None = None, waits_for: int | None = None, closes: int = -1
) -> int:
    from django.db import connection, connections  # noqa: PLC0415 -- set up in the story's process only

    connections.close_all()  # a connection must not be shared with a child
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        if waits_for is not None:
            os.close(closes)
            os.read(waits_for, 1)
        if dies_after is None:
            deed()
        else:
            with connection.execute_wrapper(_Death(dies_after)):
                deed()
        connections.close_all()
        status = 0
    except BaseException:  # noqa: BLE001 -- whatever it is, the parent must hear of it and the child must end here
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(status)


class _Death:
    def __init__(self, after: int) -> None:
        self.left = after

    def __call__(self, execute, sql, params, many, context):
        writes = sql.lstrip().upper().startswith(WRITES)
        if writes and self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        done = execute(sql, params, many, context)
        if writes:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return done


def _tell(story: Callable[[], None], env: dict[str, str]) -> None:
    file = Path(story.__code__.co_filename)
    told = subprocess.run(
        [sys.executable, __file__, str(file), story.__name__],
        env=env, cwd=TESTS.parent, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    if told.returncode != 0:
        pytest.fail(f"{told.stdout}\n{told.stderr}", pytrace=False)


@contextmanager
def _database(folder: Path, url: str, like: str = "") -> Iterator[dict[str, str]]:
    """The environment of a process with this database; dropped at the end."""
    base = {"DJANGO_SETTINGS_MODULE": "spillerum.site.settings", "SPILLERUM_DATA": str(folder)}
    env = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | base
    if not url:
        yield env | {"DATABASE_URL": ""}
        return
    import psycopg  # noqa: PLC0415 -- only with PostgreSQL

    name = f"spillerum_faults_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {like or 'template1'}")
        try:
            yield env | {"DATABASE_URL": urlunparse(urlparse(url)._replace(path=f"/{name}"))}
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _python(*args: str, env: dict[str, str]) -> None:
    subprocess.run([sys.executable, *args], env=env, cwd=TESTS.parent, check=True, timeout=120)


def _main(file: str, name: str) -> None:
    import django  # noqa: PLC0415 -- only in the story's process

    django.setup()
    spec = importlib.util.spec_from_file_location(Path(file).stem, file)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.path[:0] = [str(Path(file).parent), str(TESTS)]
    spec.loader.exec_module(module)
    getattr(module, name)()


if __name__ == "__main__":
    _main(*sys.argv[1:])
