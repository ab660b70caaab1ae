"""How a deviation runs its course: local ones with the unit's leader, common ones with the director."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

ANSWER_IN = 10  # working days
LOOK_AGAIN_IN = 60  # working days: a quarter of a year

ANSWER = "deviations.answer"
HELP = "deviations.help"
CHECK = "deviations.check"
ANSWER_COMMON = "deviations.answer_common"

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
            "come_back",
            frozenset({"found", "explained", "planned", "helping", "doubted", "handed_up", "watched"}),
            "back",
            _("Back as expected"),
            follows=_("two periods in a row are as expected, or the figure was corrected"),
            done=_("As expected again, so the matter closed itself"),
        ),
    ),
)

COMMON = Lifecycle(
    name="common",
    label=_("Common cause"),
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
            silence=Silence(
                "ask_again",
                _(
                    "Closes by itself when two periods in a row are as expected. If not by {date}, you are asked again."
                ),
            ),
        ),
        State(
            "doubted",
            _("the figure is being checked"),
            acts="data_owner",
            silence=Silence(
                "set_aside",
                _("If the data owner does not answer by {date}, the figures are set aside."),
                ANSWER_IN,
            ),
        ),
        State(
            "watched",
            _("is followed"),
            acts="director",
            asks=False,
            silence=Silence(
                "ask_again",
                _(
                    "Closes by itself when two periods in a row are as expected. If not by {date}, you are asked again."
                ),
                LOOK_AGAIN_IN,
            ),
        ),
        State("back", _("back as expected")),
        State("new_level", _("a new level")),
        State("set_aside", pgettext_lazy("several", "the figures were set aside")),
    ),
    moves=(
        Move(
            "explain",
            frozenset({"found", "explained", "watched"}),
            "explained",
            _("I know the cause"),
            permission=ANSWER_COMMON,
            done=_("The director knows the cause"),
        ),
        Move(
            "renew",
            frozenset({"found", "explained", "watched"}),
            "new_level",
            _("This is the new normal"),
            permission=ANSWER_COMMON,
            done=_("The director says that this is the new normal"),
        ),
        Move(
            "doubt",
            frozenset({"found", "explained", "watched"}),
            "doubted",
            _("The figures are wrong"),
            permission=ANSWER_COMMON,
            done=_("The director says that the figures are wrong"),
        ),
        Move(
            "stand",
            frozenset({"doubted"}),
            "found",
            _("The figures are right"),
            permission=CHECK,
            done=_("The data owner says that the figures are right"),
        ),
        Move(
            "set_aside",
            frozenset({"doubted"}),
            "set_aside",
            _("The figures are wrong: set them aside"),
            permission=CHECK,
            done=_("The figures are set aside and count no more"),
        ),
        Move(
            "leave_it",
            frozenset({"found"}),
            "watched",
            _("Followed without an explanation"),
            done=_("Nobody explained it in time: it is followed all the same"),
        ),
        Move(
            "ask_again",
            frozenset({"explained", "watched"}),
            "found",
            _("Asked again"),
            done=_("The date passed, and the figures are still off: the director is asked again"),
        ),
        Move(
            "come_back",
            frozenset({"found", "explained", "doubted", "watched"}),
            "back",
            _("Back as expected"),
            follows=_("two periods in a row are as expected, or the figures were corrected"),
            done=_("As expected again, so the matter closed itself"),
        ),
    ),
)
