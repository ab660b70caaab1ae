"""Real processes on a real database, killed where it hurts.

    def story():                       # runs in a process and a database of its own
        prepare()
        kills = killed_everywhere(deed, lambda: check(before_or_after))
        assert kills > 3

    def test_…(house):
        house(story)

`story` is a function at the top of a test module; `house` is in houses.py. Inside the story, `killed` runs a
deed in a forked process and kills it (signal 9) right after its n-th writing statement; `at_once` runs deeds
in processes that start together.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Deed = Callable[[], object]

WRITES = ("INSERT", "UPDATE", "DELETE")


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
