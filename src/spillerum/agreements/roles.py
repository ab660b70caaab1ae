"""Which post plays which role in what leaders agree on."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from spillerum.agreements.errors import WrongSide
from spillerum.calendar.now import today
from spillerum.organisation.queries import director_of, leader_of

if TYPE_CHECKING:
    from spillerum.agreements.models import Transfer
    from spillerum.matters.models import Matter
    from spillerum.organisation.models import Unit
    from spillerum.people.models import Post


def who(matter: Matter, _role: str) -> Post:
    """Whoever has been asked stays asked where the other side has no leader any more."""
    return _leader(matter.transfer.other) or cast("Post", matter.post)


def who_of_saving(matter: Matter, _role: str) -> Post:
    return _leader(matter.saving.proposer) or cast("Post", matter.post)


def who_of_invitation(matter: Matter, _role: str) -> Post:
    return _leader(matter.member.unit) or cast("Post", matter.post)


def asked(transfer: Transfer) -> Post:
    return leader_or_above(transfer.other)


def leader_or_above(unit: Unit) -> Post:
    """The leader of the unit, or the nearest above; where there is nobody, nothing can be proposed to it."""
    post = _leader(unit)
    if post is None:
        raise WrongSide(_("Nobody leads %(unit)s, so nobody can say yes for it.") % {"unit": unit.name})
    return post


def _leader(unit: Unit) -> Post | None:
    return leader_of(unit, today()) or director_of(unit, today())
