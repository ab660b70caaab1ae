"""Who may see and move matters. A kind says who may see its matters; each move is guarded by its own permission."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.people.access import PostKind, may, rule

if TYPE_CHECKING:
    from spillerum.matters.lifecycle import Move
    from spillerum.matters.models import Matter
    from spillerum.people.access import Viewer


class MatterPermission(StrEnum):
    SEE = "matters.see"  # whoever must act on it, and whoever its kind lets see it
    NOTE = "matters.note"  # write a line in the timeline: whoever sees it and is not a politician


@rule(MatterPermission.SEE)
def _see(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.post_id in viewer.post_ids or matter.kind_of.may_see(viewer, matter)


@rule(MatterPermission.NOTE)
def _note(viewer: Viewer, thing: object) -> bool:
    matter = cast("Matter", thing)
    return matter.is_open and _see(viewer, matter) and not _only_politician(viewer)


def _only_politician(viewer: Viewer) -> bool:
    return all(post.kind == PostKind.POLITICIAN for post in viewer.posts)


def may_move(viewer: Viewer, matter: Matter, move: Move) -> bool:
    """A move nobody has a permission for is made by silence or by the figures, never by a person."""
    return bool(move.permission) and may(viewer, move.permission, matter)
