"""What came of a file, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from spillerum.figures.layouts import layout_of
from spillerum.figures.queries import unmapped

if TYPE_CHECKING:
    from spillerum.figures.services import Received


def told(received: Received) -> str:
    """How much of the file went in."""
    delivery = received.delivery
    if not received.fresh:
        return _("Exactly this file has come before. Nothing was changed.")
    return layout_of(delivery.source).told(delivery)


def left_out(received: Received) -> list[str]:
    """What did not go in and that somebody should look at."""
    if not received.fresh:
        return []
    rows, names = received.unread, unmapped().filter(source=received.delivery.source).count()
    said = []
    if rows:
        said.append(
            ngettext("%(n)s row could not be read.", "%(n)s rows could not be read.", rows) % {"n": rows}
        )
    if names:
        said.append(
            ngettext(
                "%(n)s name of a unit is not known here; its figures wait.",
                "%(n)s names of units are not known here; their figures wait.",
                names,
            )
            % {"n": names}
        )
    return said + layout_of(received.delivery.source).waits(received.delivery.source)
