"""Who may see the money, and who says where accounts belong.

A unit's money is for those who answer for it: the posts at the unit and above it in the line. Politicians steer by
frames and see no unit alone. The books are kept in order by the data owners.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.organisation.access import SEES_FIGURES
from spillerum.organisation.queries import reach, units_of
from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer


class MoneyPermission(StrEnum):
    SEE = "money.see"  # a unit's budget, spending and what is left
    SEE_POSTINGS = "money.see_postings"  # its postings one by one: they may name people
    SEE_FRAMES = "money.see_frames"  # what the politicians have set
    BEND = "money.bend"  # say how the unit's own budget lies over the months
    PLACE = "money.place"  # say where accounts belong, and see those without a place
    CLOSE = "money.close"  # close a year's books, or open them again
    ARRANGE = "money.arrange"  # account groups and frames


@rule(MoneyPermission.SEE)
def _posts_at_the_unit_or_above_it(viewer: Viewer, thing: object) -> bool:
    return viewer.is_a(PostKind.ADMINISTRATOR) or cast("Unit", thing).pk in reach(viewer, *SEES_FIGURES)


@rule(MoneyPermission.SEE_POSTINGS)
def _leaders_directors_and_data_owners(viewer: Viewer, thing: object) -> bool:
    kinds = (PostKind.LEADER, PostKind.DIRECTOR, PostKind.DATA_OWNER)
    return cast("Unit", thing).pk in reach(viewer, *kinds)


@rule(MoneyPermission.BEND)
def _leads_the_unit(viewer: Viewer, thing: object) -> bool:
    return cast("Unit", thing).pk in units_of(viewer, PostKind.LEADER)


@rule(MoneyPermission.SEE_FRAMES)
def _everybody_signed_in(_viewer: Viewer, _thing: object) -> bool:
    return True


@rule(MoneyPermission.PLACE)
@rule(MoneyPermission.CLOSE)
def _data_owners_and_administrators(viewer: Viewer, _thing: object) -> bool:
    return viewer.is_a(PostKind.DATA_OWNER, PostKind.ADMINISTRATOR)


@rule(MoneyPermission.ARRANGE)
def _administrators(viewer: Viewer, _thing: object) -> bool:
    return viewer.is_a(PostKind.ADMINISTRATOR)


def units_open_to(viewer: Viewer) -> frozenset[int]:
    """The units whose money the viewer may see by a post there or above: SEE for many at once."""
    return reach(viewer, *SEES_FIGURES)
