"""Which post is asked about money between units."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.utils.translation import gettext as _

from spillerum.agreements.errors import WrongSide
from spillerum.calendar.now import today
from spillerum.organisation.queries import director_of, leader_of

if TYPE_CHECKING:
    from spillerum.agreements.models import Transfer
    from spillerum.matters.models import Matter
    from spillerum.people.models import Post


def who(matter: Matter, _role: str) -> Post:
    """Whoever has been asked stays asked where the other side has no leader any more."""
    return _leader(matter.transfer) or cast("Post", matter.post)


def asked(transfer: Transfer) -> Post:
    """The leader of the other side, or the nearest above; where there is nobody, it cannot be proposed."""
    post = _leader(transfer)
    if post is None:
        raise WrongSide(
            _("Nobody leads %(unit)s, so nobody can say yes for it.") % {"unit": transfer.other.name}
        )
    return post


def _leader(transfer: Transfer) -> Post | None:
    return leader_of(transfer.other, today()) or director_of(transfer.other, today())
