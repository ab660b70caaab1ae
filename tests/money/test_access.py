"""Who sees the money: those who answer for the unit, and politicians the frames only."""

from __future__ import annotations

from datetime import date

import pytest

from factories import a_unit, someone
from spillerum.money.access import MoneyPermission, units_open_to
from spillerum.people.access import PostKind, may
from spillerum.people.queries import viewer_of

ON = date(2026, 3, 1)
SEES = {
    PostKind.LEADER: {"see", "see_postings", "see_frames"},
    PostKind.DIRECTOR: {"see", "see_postings", "see_frames"},
    PostKind.STAFF: {"see", "see_frames"},
    PostKind.DATA_OWNER: {"see", "see_postings", "see_frames", "place", "close"},
    PostKind.POLITICIAN: {"see_frames"},
    PostKind.ADMINISTRATOR: {"see", "see_frames", "place", "close", "arrange"},
}


def rights(viewer, unit):
    """Of those that the table is about."""
    held = {str(one).removeprefix("money.") for one in MoneyPermission if may(viewer, one, unit)}
    return held & set.union(*SEES.values())


@pytest.mark.django_db
@pytest.mark.parametrize("kind", PostKind)
def test_a_post_at_the_unit_or_above_it_sees_its_money_as_its_kind_may(kind):
    above = a_unit("Biblioteker")
    unit, other = a_unit("Valby", under=above), a_unit("Vanløse", under=above)
    everywhere = SEES[kind] - {"see", "see_postings"}
    if kind is PostKind.ADMINISTRATOR:
        everywhere |= {"see"}
    at_unit, at_top = (viewer_of(someone(kind, at=place), ON) for place in (unit, above))
    assert (rights(at_unit, unit), rights(at_unit, other), rights(at_top, unit)) == (
        SEES[kind],
        everywhere,
        SEES[kind],
    )
    sees = kind in {PostKind.LEADER, PostKind.DIRECTOR, PostKind.STAFF, PostKind.DATA_OWNER}
    assert units_open_to(at_unit) == ({unit.pk} if sees else frozenset())


@pytest.mark.django_db
def test_whoever_has_no_post_sees_frames_only():
    nobody = viewer_of(someone(PostKind.LEADER, at=a_unit("Valby")), date(1999, 1, 1))
    assert rights(nobody, a_unit("Vanløse")) == {"see_frames"}
