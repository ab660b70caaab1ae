"""Which views stand open. Every other view is for those who have signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

View = TypeVar("View", bound="Callable[..., Any]")


def open_to_all(view: View) -> View:
    """Let anybody in, signed in or not."""
    view.stands_open = True  # type: ignore[attr-defined]  # a mark on a function
    return view


def stands_open(view: Callable[..., Any]) -> bool:
    return bool(getattr(view, "stands_open", False))
