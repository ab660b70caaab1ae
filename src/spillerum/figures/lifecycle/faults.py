"""Figures that look wrong, with the data owner of the measure: silence sets aside what is hardly right, and nothing else."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

ANSWER_IN = 10  # working days
WAITED_FOR = 60  # working days: a quarter of a year

CHECK = "figures.check"

_SET_ASIDE = State(
    "set_aside",
    _("left out until a new figure comes"),
    acts="data_owner",
    asks=False,
    silence=Silence(
        "end",
        _("Ends by itself when a new figure comes. If not by {date}, the figure stays left out for good."),
        WAITED_FOR,
    ),
)
_RIGHT = State("right", _("right as it is"))
_CORRECTED = State("corrected", _("a new figure has come"))
_LEFT_OUT = State("left_out", _("left out"))

_STAND = Move(
    "stand",
    frozenset({"asked", "set_aside"}),
    "right",
    _("It is right as it is"),
    permission=CHECK,
    done=_("The data owner says that it is right as it is"),
)
_COME_RIGHT = Move(
    "come_right",
    frozenset({"asked", "set_aside"}),
    "corrected",
    _("A new figure came"),
    follows=_("a new figure has come for all that was asked about, or there is nothing odd any more"),
    done=_("A new figure came, so the matter closed itself"),
)
_END = Move(
    "end",
    frozenset({"set_aside"}),
    "left_out",
    _("Left out"),
    done=_("No new figure came: the one that came stays left out"),
)
_MEND = Move(
    "mend",
    frozenset({"asked"}),
    "set_aside",
    _("It is wrong, I have it put right"),
    permission=CHECK,
    done=_("The data owner says that it is wrong, and has it put right"),
)

FAULT = Lifecycle(
    name="fault",
    label=_("A figure that is hardly right"),
    start="asked",
    states=(
        State(
            "asked",
            _("left out, waits for the data owner"),
            acts="data_owner",
            silence=Silence(
                "set_aside",
                _("The figure is left out until you answer. If you do not answer by {date}, it stays so."),
                ANSWER_IN,
            ),
        ),
        _SET_ASIDE,
        _RIGHT,
        _CORRECTED,
        _LEFT_OUT,
    ),
    moves=(
        _MEND,
        _STAND,
        Move(
            "set_aside",
            frozenset({"asked"}),
            "set_aside",
            _("Left out"),
            done=_("Nobody answered in time: the figure stays left out"),
        ),
        _END,
        _COME_RIGHT,
    ),
)

ODDITY = Lifecycle(
    name="oddity",
    label=_("Figures that look odd"),
    start="asked",
    states=(
        State(
            "asked",
            _("used, waits for the data owner"),
            acts="data_owner",
            silence=Silence(
                "leave_it",
                _(
                    "The figures are used meanwhile. If you do not answer by {date}, they are used as they are."
                ),
                ANSWER_IN,
            ),
        ),
        _SET_ASIDE,
        _RIGHT,
        State("left", _("used as they are")),
        _CORRECTED,
        _LEFT_OUT,
    ),
    moves=(
        _MEND,
        _STAND,
        Move(
            "leave_it",
            frozenset({"asked"}),
            "left",
            _("Used as they are"),
            done=_("Nobody answered in time: the figures are used as they are"),
        ),
        _END,
        _COME_RIGHT,
    ),
)
