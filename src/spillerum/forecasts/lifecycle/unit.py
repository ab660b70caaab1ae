"""A unit that will probably end outside its budget: its leader answers, and silence hands it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.forecasts.lifecycle.terms import (
    ANSWER,
    ANSWER_IN,
    CHECK,
    ENDINGS,
    HELP,
    LOOK_AGAIN_IN,
    ending_moves,
)
from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

_ASKS_AGAIN = _(
    "Closes by itself when two months' forecasts in a row are within the budget. If not by {date}, the leader is asked again."
)
_ANSWERABLE = frozenset({"found", "explained", "planned", "handed_up", "watched", "corrected"})
_OPEN = _ANSWERABLE | {"helping", "asked_for", "doubted"}
_HANDS_UP = _(
    "Closes by itself when two months' forecasts in a row are within the budget. If not by {date}, the director hears of it."
)

BUDGET = Lifecycle(
    name="budget",
    label=_("Outside the budget"),
    start="found",
    states=(
        State(
            "found",
            _("waits for the leader"),
            acts="leader",
            silence=Silence(
                "hand_up",
                _("If you do not answer by {date}, the director will talk with you about it."),
                ANSWER_IN,
            ),
        ),
        State(
            "explained",
            _("the cause is known"),
            acts="leader",
            asks=False,
            silence=Silence("return", _ASKS_AGAIN),
        ),
        State(
            "planned",
            _("there is a plan"),
            acts="leader",
            asks=False,
            silence=Silence("hand_up", _HANDS_UP),
        ),
        State(
            "helping",
            _("the leader asks for help"),
            acts="director",
            silence=Silence(
                "leave_it",
                _(
                    "If the director does not answer by {date}, the leader decides alone, and it is written here."
                ),
                ANSWER_IN,
            ),
        ),
        State(
            "asked_for",
            _("the leader asks for another budget"),
            acts="director",
            silence=Silence(
                "leave_it",
                _("If the director does not answer by {date}, the budget stands, and it is written here."),
                ANSWER_IN,
            ),
        ),
        State(
            "doubted",
            _("the books are being checked"),
            acts="data_owner",
            silence=Silence(
                "unchecked",
                _(
                    "If the data owner does not answer by {date}, the leader's word counts, and it is only followed."
                ),
                ANSWER_IN,
            ),
        ),
        State(
            "corrected",
            _("the books will be corrected"),
            acts="data_owner",
            asks=False,
            silence=Silence("return", _ASKS_AGAIN),
        ),
        State(
            "handed_up",
            _("waits for the director"),
            acts="director",
            silence=Silence(
                "leave_it",
                _(
                    "If the director does nothing by {date}, the leader decides alone, and it is written here."
                ),
                ANSWER_IN,
            ),
        ),
        State(
            "watched",
            _("is followed"),
            acts="leader",
            asks=False,
            silence=Silence("hand_up", _HANDS_UP, LOOK_AGAIN_IN),
        ),
        *ENDINGS,
        State("carried", _("goes on in another matter")),
    ),
    moves=(
        Move(
            "explain",
            _ANSWERABLE,
            "explained",
            _("I know the cause"),
            permission=ANSWER,
            done=_("The leader knows the cause"),
        ),
        Move(
            "plan",
            _ANSWERABLE,
            "planned",
            _("I have a plan"),
            permission=ANSWER,
            done=_("The leader has a plan"),
        ),
        Move(
            "ask",
            _ANSWERABLE - {"handed_up"},
            "helping",
            _("I would like help"),
            permission=ANSWER,
            done=_("The leader asks for help"),
        ),
        Move(
            "ask_for",
            _ANSWERABLE - {"handed_up"},
            "asked_for",
            _("The budget should be changed"),
            permission=ANSWER,
            done=_("The leader says that the budget should be changed"),
        ),
        Move(
            "doubt",
            _ANSWERABLE,
            "doubted",
            _("The figure is wrong"),
            permission=ANSWER,
            done=_("The leader says that the figure is wrong"),
        ),
        Move(
            "agree",
            frozenset({"helping", "handed_up", "asked_for"}),
            "planned",
            _("We have agreed on something"),
            permission=HELP,
            done=_("The director and the leader have agreed"),
        ),
        Move(
            "trust",
            frozenset({"helping", "handed_up", "asked_for"}),
            "watched",
            _("The leader has it in hand"),
            permission=HELP,
            done=_("The director leaves it to the leader"),
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
            "hand_up",
            frozenset({"found", "planned", "watched"}),
            "handed_up",
            _("Handed up"),
            done=_("The date passed, and the matter went to the director"),
        ),
        Move(
            "return",
            frozenset({"explained", "corrected"}),
            "found",
            _("Asked again"),
            done=_(
                "The date passed, and the forecast is still outside the budget: the leader is asked again"
            ),
        ),
        Move(
            "leave_it",
            frozenset({"helping", "handed_up", "asked_for"}),
            "watched",
            _("Left to the leader"),
            done=_("The director did not answer in time: the leader decides alone"),
        ),
        Move(
            "unchecked",
            frozenset({"doubted"}),
            "watched",
            _("Not checked"),
            done=_("The data owner did not answer in time: the leader's word counts"),
        ),
        Move(
            "carry",
            _OPEN,
            "carried",
            _("Goes on in another matter"),
            follows=_("the unit has become part of another that has such a matter"),
            done=_("The unit has become part of another, whose matter goes on"),
        ),
        *ending_moves(_OPEN),
    ),
)
