"""A lifecycle that is drawn wrongly does not import."""

from __future__ import annotations

import pytest

from spillerum.matters.lifecycle import BadlyDrawn, Lifecycle, Move, NotAllowed, Silence, State

OPEN = State("open", "open", acts="leader", silence=Silence("rest", "It rests.", 10))
DONE = State("done", "done")
ANSWER = Move("answer", frozenset({"open"}), "done", "Answer", permission="x.answer")
REST = Move("rest", frozenset({"open"}), "done", "Rest")


def drawn(states=(OPEN, DONE), moves=(ANSWER, REST), start="open"):
    return Lifecycle("test", "test", start=start, states=tuple(states), moves=tuple(moves))


def test_a_well_drawn_lifecycle_knows_its_endings_and_who_is_asked():
    lifecycle = drawn()
    assert lifecycle.endings == {"done"}
    assert lifecycle.asking == {"open"}
    assert [move.name for move in lifecycle.moves_from("open")] == ["answer", "rest"]


@pytest.mark.parametrize(
    ("states", "moves", "fault"),
    [
        ((OPEN, DONE, State("lost", "lost")), (ANSWER, REST), "unreachable state 'lost'"),
        (
            (State("open", "open", silence=OPEN.silence), DONE),
            (ANSWER, REST),
            "nobody acts in the open state 'open'",
        ),
        (
            (State("open", "open", acts="leader"), DONE),
            (ANSWER,),
            "silence has no meaning in the open state 'open'",
        ),
        ((OPEN, DONE), (ANSWER,), "silence in 'open' means no move from there"),
        (
            (OPEN, DONE),
            (ANSWER, REST, Move("stuck", frozenset({"open"}), "done", "Stuck")),
            "nobody can make the move 'stuck'",
        ),
        ((OPEN, DONE), (ANSWER, REST, ANSWER), "two moves share a name"),
        ((OPEN, OPEN, DONE), (ANSWER, REST), "two states share a name"),
        ((OPEN,), (ANSWER, REST), "no state 'done' is declared"),
        (
            (OPEN, State("done", "done", acts="leader")),
            (ANSWER, REST),
            "'done' is an ending, so nobody acts there and silence means nothing",
        ),
        ((OPEN,), (Move("rest", frozenset({"open"}), "open", "Rest"),), "it never ends"),
    ],
)
def test_a_badly_drawn_lifecycle_says_what_is_wrong(states, moves, fault):
    with pytest.raises(BadlyDrawn, match=fault):
        drawn(states, moves)


def test_a_move_that_does_not_leave_from_the_state_is_not_allowed():
    with pytest.raises(NotAllowed):
        drawn().move("done", "answer")


def test_the_picture_shows_every_move_and_what_makes_it():
    assert drawn().mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> open",
        "    open --> done: answer",
        "    open --> done: rest (silence)",
        "    done --> [*]",
    ]
