"""A common cause: one matter for the director, whatever the number of units."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from spillerum.deviations.lifecycle.terms import ANSWER_COMMON, ANSWER_IN, CHECK, LOOK_AGAIN_IN
from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

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
            "join",
            frozenset({"explained", "watched"}),
            "found",
            _("Asked again"),
            follows=_("one more measure goes off long after it began"),
            done=_("One more figure is off everywhere: the director is asked again"),
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
