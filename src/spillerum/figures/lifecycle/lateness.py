"""How the lateness of a source runs its course: its owner is asked, the director told, figures end it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

ANSWER_IN = 10  # working days
LOOK_AGAIN_IN = 20  # working days

POSTPONE = "figures.postpone"
STOP = "figures.stop"

LATENESS = Lifecycle(
    name="lateness",
    label=_("Figures that are late"),
    start="waiting",
    states=(
        State(
            "waiting",
            _("waits for the data owner"),
            acts="data_owner",
            silence=Silence(
                "tell",
                _("Ends by itself when the figures arrive. If not by {date}, the director is told."),
                ANSWER_IN,
            ),
        ),
        State(
            "told",
            _("the director has been told"),
            acts="director",
            asks=False,
            silence=Silence(
                "ask_again",
                _("Ends by itself when the figures arrive. If not by {date}, the data owner is asked again."),
                LOOK_AGAIN_IN,
            ),
        ),
        State(
            "postponed",
            _("is expected later"),
            acts="data_owner",
            asks=False,
            silence=Silence(
                "ask_again",
                _("Ends by itself when the figures arrive. If not by {date}, the data owner is asked again."),
            ),
        ),
        State("arrived", _("the figures are here")),
        State("stopped", _("these figures come no more")),
    ),
    moves=(
        Move(
            "postpone",
            frozenset({"waiting", "told", "postponed"}),
            "postponed",
            _("They come later"),
            permission=POSTPONE,
            done=_("The data owner says when the figures come"),
        ),
        Move(
            "stop",
            frozenset({"waiting", "told", "postponed"}),
            "stopped",
            _("They come no more"),
            permission=STOP,
            done=_("The data owner says that these figures come no more"),
        ),
        Move(
            "tell",
            frozenset({"waiting"}),
            "told",
            _("The director is told"),
            done=_("The date passed, and the director was told that the figures are late"),
        ),
        Move(
            "ask_again",
            frozenset({"told", "postponed"}),
            "waiting",
            _("Asked again"),
            done=_("The figures are still late: the data owner is asked again"),
        ),
        Move(
            "arrive",
            frozenset({"waiting", "told", "postponed"}),
            "arrived",
            _("The figures arrived"),
            follows=_("the source has brought every period that was due"),
            done=_("The figures arrived, so the matter closed itself"),
        ),
    ),
)
