"""A deviation at one unit: its leader answers, and silence hands it up."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.deviations.lifecycle.terms import ANSWER, ANSWER_IN, CHECK, HELP, LOOK_AGAIN_IN
from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

LOCAL = Lifecycle(
    name="deviation",
    label=_("Deviation"),
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
            silence=Silence(
                "return",
                _(
                    "Closes by itself when two periods in a row are as expected. If not by {date}, the leader is asked again."
                ),
            ),
        ),
        State(
            "planned",
            _("there is a plan"),
            acts="leader",
            asks=False,
            silence=Silence(
                "hand_up",
                _(
                    "Closes by itself when two periods in a row are as expected. If not by {date}, the director hears of it."
                ),
            ),
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
            "doubted",
            _("the figure is being checked"),
            acts="data_owner",
            silence=Silence(
                "set_aside",
                _(
                    "If the data owner does not answer by {date}, the figure is set aside: the leader's word counts."
                ),
                ANSWER_IN,
            ),
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
            silence=Silence(
                "hand_up",
                _(
                    "Closes by itself when two periods in a row are as expected. If not by {date}, the director hears of it."
                ),
                LOOK_AGAIN_IN,
            ),
        ),
        State("back", _("back as expected")),
        State("new_level", _("a new level")),
        State("set_aside", _("the figure was set aside")),
    ),
    moves=(
        Move(
            "explain",
            frozenset({"found", "explained", "planned", "handed_up", "watched"}),
            "explained",
            _("I know the cause"),
            permission=ANSWER,
            done=_("The leader knows the cause"),
        ),
        Move(
            "plan",
            frozenset({"found", "explained", "planned", "handed_up", "watched"}),
            "planned",
            _("I have a plan"),
            permission=ANSWER,
            done=_("The leader has a plan"),
        ),
        Move(
            "ask",
            frozenset({"found", "explained", "planned", "watched"}),
            "helping",
            _("I would like help"),
            permission=ANSWER,
            done=_("The leader asks for help"),
        ),
        Move(
            "doubt",
            frozenset({"found", "explained", "planned", "handed_up", "watched"}),
            "doubted",
            _("The figure is wrong"),
            permission=ANSWER,
            done=_("The leader says that the figure is wrong"),
        ),
        Move(
            "renew",
            frozenset({"found", "explained", "planned", "handed_up", "watched"}),
            "new_level",
            _("This is the new normal"),
            permission=ANSWER,
            done=_("The leader says that this is the new normal"),
        ),
        Move(
            "agree",
            frozenset({"helping", "handed_up"}),
            "planned",
            _("We have agreed on something"),
            permission=HELP,
            done=_("The director and the leader have agreed"),
        ),
        Move(
            "trust",
            frozenset({"helping", "handed_up"}),
            "watched",
            _("The leader has it in hand"),
            permission=HELP,
            done=_("The director leaves it to the leader"),
        ),
        Move(
            "stand",
            frozenset({"doubted"}),
            "found",
            _("The figure is right"),
            permission=CHECK,
            done=_("The data owner says that the figure is right"),
        ),
        Move(
            "set_aside",
            frozenset({"doubted"}),
            "set_aside",
            _("The figure is wrong: set it aside"),
            permission=CHECK,
            done=_("The figure is set aside and counts no more"),
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
            frozenset({"explained"}),
            "found",
            _("Asked again"),
            done=_("The date passed, and the figure is still off: the leader is asked again"),
        ),
        Move(
            "leave_it",
            frozenset({"helping", "handed_up"}),
            "watched",
            _("Left to the leader"),
            done=_("The director did not answer in time: the leader decides alone"),
        ),
        Move(
            "join",
            frozenset({"explained", "planned", "watched"}),
            "found",
            _("Asked again"),
            follows=_("one more measure goes off long after it began"),
            done=_("One more figure is off: the leader is asked again"),
        ),
        Move(
            "come_back",
            frozenset({"found", "explained", "planned", "helping", "doubted", "handed_up", "watched"}),
            "back",
            _("Back as expected"),
            follows=_("two periods in a row are as expected, or the figure was corrected"),
            done=_("As expected again, so the matter closed itself"),
        ),
    ),
)
