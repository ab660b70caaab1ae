"""Work on the parts of something large, in two steps, on all processors: what all parts said first, the second step needs.

By processes where the caller says that nothing else runs in this one, and where the platform can fork: a child sees what
is there already without a copy, and Python's lock holds nobody up. Else by threads, which give the same.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import wait
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    End = Connection[Any, Any]

Part = TypeVar("Part")
Kept = TypeVar("Kept")
Said = TypeVar("Said")
Word = TypeVar("Word")
Made = TypeVar("Made")


@dataclass(frozen=True, slots=True)
class Steps(Generic[Part, Kept, Said, Word, Made]):
    """first: a part to what is kept of it (where it was made) and what it says to all; between: what all parts said, in
    their order, to a word for each; second: what was kept, and its word, to the result. Said, word and result are
    sent between processes."""

    first: Callable[[Part], tuple[Kept, Said]]
    between: Callable[[list[Said]], Sequence[Word]]
    second: Callable[[Kept, Word], Made]


def taken(
    steps: Steps[Part, Kept, Said, Word, Made], parts: Sequence[Part], *, apart: bool = False
) -> Iterator[Made]:
    """The results, in the order of the parts. apart: this process does nothing else now, and may be forked."""
    workers = min(processors(), len(parts))
    if workers > 1 and apart and can_fork():
        yield from _by_processes(steps, parts, workers)
    elif workers > 1:
        yield from _by_threads(steps, parts, workers)
    else:
        yield from _in_turn(steps, parts)


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_fork() -> bool:
    """Never beside threads, which may hold a lock just then. macOS has fork, but its own libraries do not bear it."""
    return hasattr(os, "fork") and sys.platform != "darwin" and threading.active_count() == 1


def _in_turn(steps: Steps[Part, Kept, Said, Word, Made], parts: Sequence[Part]) -> Iterator[Made]:
    every = [steps.first(part) for part in parts]
    words = steps.between([said for _, said in every])
    every.reverse()
    for word in words:
        yield steps.second(every.pop()[0], word)  # and forgotten


def _by_threads(
    steps: Steps[Part, Kept, Said, Word, Made], parts: Sequence[Part], workers: int
) -> Iterator[Made]:
    with ThreadPoolExecutor(workers) as pool:
        every = list(pool.map(steps.first, parts))
        words = steps.between([said for _, said in every])
        yield from pool.map(steps.second, [kept for kept, _ in every], words)


def _by_processes(
    steps: Steps[Part, Kept, Said, Word, Made], parts: Sequence[Part], workers: int
) -> Iterator[Made]:
    team = _Team(steps, parts)
    try:
        team.start(workers)
        yield from team.run()
    finally:
        team.end()


class _Team(Generic[Part, Kept, Said, Word, Made]):
    """Children that ask for the next part when they have done one; each goes on with the parts it began."""

    def __init__(self, steps: Steps[Part, Kept, Said, Word, Made], parts: Sequence[Part]) -> None:
        self.steps, self.parts = steps, parts
        self.children: list[BaseProcess] = []
        self.ends: list[End] = []

    def start(self, workers: int) -> None:
        context = get_context("fork")
        for _ in range(workers):
            here, there = context.Pipe()
            self.ends.append(here)
            child = context.Process(target=_serve, args=(self.steps, self.parts, there, list(self.ends)))
            with warnings.catch_warnings():
                # Arrow's and BLAS's own threads may be there; a child calls neither Arrow nor threaded BLAS on them.
                warnings.simplefilter("ignore", DeprecationWarning)
                child.start()
            self.children.append(child)
            there.close()

    def run(self) -> Iterator[Made]:
        said: dict[int, Said] = {}
        began: dict[int, End] = {}
        left = deque(range(len(self.parts)))
        for end in self.ends:
            began[left[0]] = end
            end.send((left.popleft(), None))
        while len(said) < len(self.parts):
            for end, number, answer in self._answers():
                said[number] = answer
                if left:
                    began[left[0]] = end
                    end.send((left.popleft(), None))
        words = self.steps.between([said.pop(number) for number in range(len(self.parts))])
        yield from self._second(began, words)

    def _second(self, began: dict[int, End], words: Sequence[Word]) -> Iterator[Made]:
        left: dict[End, deque[int]] = {end: deque() for end in self.ends}
        for number in range(len(self.parts)):
            left[began[number]].append(number)
        made: dict[int, Made] = {}
        for end in self.ends:
            self._go_on(end, left[end], words)
        for number in range(len(self.parts)):
            while number not in made:
                for end, done, answer in self._answers():
                    made[done] = answer
                    self._go_on(end, left[end], words)
            yield made.pop(number)

    def _go_on(self, end: End, left: deque[int], words: Sequence[Word]) -> None:
        if left:
            number = left.popleft()
            end.send((number, (words[number],)))

    def _answers(self) -> Iterator[tuple[End, int, Any]]:
        for end in cast("list[End]", wait(self.ends)):
            try:
                number, answer = end.recv()
            except EOFError:
                message = "A process that judged some of the series was ended, perhaps for want of memory."
                raise ChildProcessError(message) from None
            if isinstance(answer, Exception):
                raise answer
            yield end, number, answer

    def end(self) -> None:
        for child in self.children:
            child.terminate()
        for child in self.children:
            child.join()
        for end in self.ends:
            end.close()


def _serve(
    steps: Steps[Part, Kept, Said, Word, Made],
    parts: Sequence[Part],
    end: End,
    others: list[End],
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent is interrupted, and ends its children
    for other in others:
        other.close()  # so that whoever's parent is gone hears of it
    kept: dict[int, Kept] = {}
    answer: Said | Made | Exception
    while True:
        try:
            number, word = end.recv()
        except EOFError:
            os._exit(0)
        try:
            if word is None:
                kept[number], answer = steps.first(parts[number])
            else:
                answer = steps.second(kept.pop(number), *word)
        except Exception as wrong:  # noqa: BLE001  raised again in the parent
            answer = wrong
        end.send((number, answer))
