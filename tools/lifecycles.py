"""Write docs/lifecycles.md from the lifecycles themselves: `make docs`."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spillerum.matters.lifecycle import Lifecycle, Move, State

PAGE = Path(__file__).resolve().parent.parent / "docs" / "lifecycles.md"
HEAD = """# Lifecycles

How every kind of matter runs: its states, who must act in each, what silence means there, and what moves it.
Written by `make docs` from the data that makes the buttons and the clock; a test fails when this page is not
up to date. Days are Danish working days.
"""


def page() -> str:
    """Give the whole page, in English."""
    from django.utils.translation import override  # noqa: PLC0415 (needs Django set up)

    from spillerum.matters.kinds import KINDS  # noqa: PLC0415 (as above)

    with override("en"):
        chapters = [chapter(kind.lifecycle) for _name, kind in sorted(KINDS.items())]
    return "\n".join([HEAD, *chapters])


def chapter(life: "Lifecycle") -> str:
    """Give one lifecycle: picture, states, moves."""
    states = "\n".join(row(state, life) for state in life.states)
    moves = "\n".join(
        f"| `{move.name}` | {move.label} | {maker(move)} | {move.done} |" for move in life.moves
    )
    return f"""## {life.label} (`{life.name}`)

```mermaid
{life.mermaid()}
```

| State | | Who must act | If nobody does |
|---|---|---|---|
{states}

| Move | In words | Made by | In the timeline |
|---|---|---|---|
{moves}
"""


def row(state: "State", life: "Lifecycle") -> str:
    """Give one state as a row."""
    ending = state.name in life.endings
    who = "nobody: the matter has ended" if ending else f"the {state.acts.replace('_', ' ')}"
    if not (ending or state.asks):
        who = f"nobody yet ({who} may)"
    return f"| `{state.name}` | {state.label} | {who} | {' '.join(silence(state))} |"


def silence(state: "State") -> Iterator[str]:
    """Say what silence means in a state."""
    if state.silence:
        days = state.silence.working_days
        yield f"After {days} working days" if days else "On the date that was given"
        yield f"`{state.silence.means}`."
        yield str(state.silence.says).replace("{date}", "the date")


def maker(move: "Move") -> str:
    """Say what makes a move: a permission, the figures, or silence."""
    if move.permission:
        return f"whoever has `{move.permission}`"
    return f"the figures: {move.follows}" if move.follows else "silence"


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")
    __import__("django").setup()
    PAGE.write_text(page(), encoding="utf-8")
