"""What both lifecycles say alike: who may make which move, and how long silence may last."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.matters.lifecycle import Move, State

ANSWER_IN = 10  # working days, as for other deviations
LOOK_AGAIN_IN = 60  # working days: a quarter of a year

ANSWER = "forecasts.answer"
HELP = "forecasts.help"
CHECK = "forecasts.check"
ANSWER_PRESSURE = "forecasts.answer_pressure"

ENDINGS = (State("back", _("within the budget again")), State("ended", _("the year has ended")))


def ending_moves(states: frozenset[str]) -> tuple[Move, ...]:
    """What the forecasts and the calendar do with a matter, wherever it stands."""
    return (
        Move(
            "come_back",
            states,
            "back",
            _("Within the budget again"),
            follows=_(
                "two months' forecasts in a row are within the budget, or the budget or the books were changed"
            ),
            done=_("The forecast is within the budget again, so the matter closed itself"),
        ),
        Move(
            "end_year",
            states,
            "ended",
            _("The year has ended"),
            follows=_("the books of the year have closed"),
            done=_("The books of the year have closed, and the matter with them"),
        ),
    )
