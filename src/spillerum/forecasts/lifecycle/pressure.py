"""What presses on most siblings at once: one matter for the director, whatever the number of units."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.forecasts.lifecycle.terms import (
    ANSWER_IN,
    ANSWER_PRESSURE,
    CHECK,
    ENDINGS,
    LOOK_AGAIN_IN,
    ending_moves,
)
from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

_ASKS_AGAIN = _(
    "Closes by itself when two months' forecasts in a row are within the budget. If not by {date}, the director is asked again."
)
_ANSWERABLE = frozenset({"found", "explained", "planned", "watched", "corrected"})

PRESSURE = Lifecycle(
    name="pressure",
    label=_("Common pressure on the budgets"),
    start="found",
    states=(
        State(
            "found",
            _("waits for the director"),
            acts="director",
            silence=Silence(
                "leave_it",
                _(
                    "If you do not answer by {date}, it is followed without an explanation, and it is written here."
                ),
                ANSWER_IN,
            ),
        ),
        State(
            "explained",
            _("the cause is known"),
            acts="director",
            asks=False,
            silence=Silence("ask_again", _ASKS_AGAIN),
        ),
        State(
            "planned",
            _("there is a plan"),
            acts="director",
            asks=False,
            silence=Silence("ask_again", _ASKS_AGAIN),
        ),
        State(
            "doubted",
            _("the books are being checked"),
            acts="data_owner",
            silence=Silence(
                "unchecked",
                _(
                    "If the data owner does not answer by {date}, the director's word counts, and it is only followed."
                ),
                ANSWER_IN,
            ),
        ),
        State(
            "corrected",
            _("the books will be corrected"),
            acts="data_owner",
            asks=False,
            silence=Silence("ask_again", _ASKS_AGAIN),
        ),
        State(
            "watched",
            _("is followed"),
            acts="director",
            asks=False,
            silence=Silence("ask_again", _ASKS_AGAIN, LOOK_AGAIN_IN),
        ),
        *ENDINGS,
    ),
    moves=(
        Move(
            "explain",
            _ANSWERABLE,
            "explained",
            _("I know the cause"),
            permission=ANSWER_PRESSURE,
            done=_("The director knows the cause"),
        ),
        Move(
            "plan",
            _ANSWERABLE,
            "planned",
            _("We have a plan"),
            permission=ANSWER_PRESSURE,
            done=_("The director has a plan"),
        ),
        Move(
            "doubt",
            _ANSWERABLE,
            "doubted",
            _("The figures are wrong"),
            permission=ANSWER_PRESSURE,
            done=_("The director says that the figures are wrong"),
        ),
        Move(
            "stand",
            frozenset({"doubted"}),
            "found",
            _("The books are right"),
            permission=CHECK,
            done=_("The data owner says that the books are right"),
        ),
        Move(
            "correct",
            frozenset({"doubted"}),
            "corrected",
            _("The books will be corrected"),
            permission=CHECK,
            done=_("The data owner says that the books will be corrected"),
        ),
        Move(
            "leave_it",
            frozenset({"found"}),
            "watched",
            _("Followed without an explanation"),
            done=_("Nobody explained it in time: it is followed all the same"),
        ),
        Move(
            "unchecked",
            frozenset({"doubted"}),
            "watched",
            _("Not checked"),
            done=_("The data owner did not answer in time: the director's word counts"),
        ),
        Move(
            "ask_again",
            frozenset({"explained", "planned", "watched", "corrected"}),
            "found",
            _("Asked again"),
            done=_(
                "The date passed, and the forecast is still outside the budget: the director is asked again"
            ),
        ),
        *ending_moves(_ANSWERABLE | {"doubted"}),
    ),
)
