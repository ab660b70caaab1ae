import multiprocessing
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from pathlib import Path

import pytest

from spillerum.analysis import workers
from spillerum.analysis.workers import Steps, taken


def _first(part):
    return (part, os.getpid()), part


def _second(kept, total):
    part, process = kept
    assert process == os.getpid()  # what is kept stays where it was made
    return part, total - part


@pytest.fixture(autouse=True)
def forking(monkeypatch):
    """Whatever threads the tests' own runner has."""
    monkeypatch.setattr(workers, "can_fork", lambda: True)


STEPS = Steps(_first, lambda said: [sum(said) for _ in said], _second)
EXPECTED = [(part, 45 - part) for part in range(10)]


@pytest.mark.parametrize("apart", [False, True])
@pytest.mark.parametrize("processors", [1, 2, 3, 30])
def test_every_way_gives_the_same_in_the_order_of_the_parts(apart, processors, monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: processors)
    assert list(taken(STEPS, range(10), apart=apart)) == EXPECTED
    assert multiprocessing.active_children() == []


def test_only_who_asks_for_it_and_can_gets_processes(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)
    steps = Steps(lambda _: (None, os.getpid()), lambda said: said, lambda _, word: word)
    here = {os.getpid()}
    assert set(taken(steps, range(4))) == here
    assert not set(taken(steps, range(4), apart=True)) & here
    monkeypatch.setattr(workers, "can_fork", lambda: False)
    assert set(taken(steps, range(4), apart=True)) == here


def test_nobody_is_forked_beside_a_thread(monkeypatch):
    monkeypatch.undo()
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not workers.can_fork()
    finally:
        done.set()
        thread.join()


def test_a_fault_in_a_process_is_raised_and_no_process_is_left(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)

    def wrong(part):
        if part == 3:
            raise LookupError("three")
        return part, part

    with pytest.raises(LookupError, match="three"):
        list(taken(Steps(wrong, lambda said: said, _second), range(6), apart=True))
    assert multiprocessing.active_children() == []


def test_a_process_that_is_ended_from_outside_is_told_of(monkeypatch):
    monkeypatch.setattr(workers, "processors", lambda: 2)

    def killed(part):
        os.kill(os.getpid(), signal.SIGKILL)
        return part, part

    with pytest.raises(ChildProcessError):
        list(taken(Steps(killed, lambda said: said, _second), range(6), apart=True))
    assert multiprocessing.active_children() == []


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_nobody_is_left_behind_when_the_command_is_stopped(how, tmp_path):
    script = tmp_path / "long.py"
    script.write_text(
        textwrap.dedent("""
        import os, sys, time
        from spillerum.analysis import workers
        workers.processors = lambda: 2

        def first(part):
            os.write(1, f"{os.getpid()}\\n".encode())
            time.sleep(0.5)
            return part, part

        list(workers.taken(workers.Steps(first, lambda said: said, lambda kept, word: word), range(100), apart=True))
        """)
    )
    with subprocess.Popen(
        [sys.executable, script], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    ) as process:
        children = [int(process.stdout.readline()) for _ in range(2)]
        if how is signal.SIGINT:
            os.killpg(process.pid, how)  # as a terminal does
        else:
            process.kill()
        process.wait(10)
    deadline = time.monotonic() + 10
    while any(_alive(child) for child in children) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not any(_alive(child) for child in children)


def _alive(process):
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
