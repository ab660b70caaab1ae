"""What came of a deed, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from spillerum.money.services import Ruled


def ruled_told(ruled: Ruled, *, done: bool) -> str:
    """What rules did, or would do."""
    facts = {"placed": ruled.placed, "moved": ruled.moved, "without": ruled.without}
    if done:
        return (
            _(
                "The rules count now: %(placed)s accounts placed, %(moved)s moved, %(without)s without a place."
            )
            % facts
        )
    return (
        _(
            "The rules would place %(placed)s accounts and move %(moved)s; %(without)s would be without a place."
        )
        % facts
    )
