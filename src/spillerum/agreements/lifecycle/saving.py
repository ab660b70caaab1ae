"""A saving that units agree on themselves: everybody is asked, it holds when the shares reach, and is told once a year."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

ANSWER_IN = 10  # working days
ALL_IN = 15  # working days: by then every invitation has ended

STOP_SAVING = "agreements.stop_saving"
ANSWER_INVITATION = "agreements.answer_invitation"

SAVING = Lifecycle(
    name="saving",
    label=_("A saving agreed together"),
    start="proposed",
    states=(
        State(
            "proposed",
            _("waits for those who were asked"),
            acts="proposer",
            asks=False,
            silence=Silence("fall", _("If not all have answered by {date}, there is no agreement."), ALL_IN),
        ),
        State(
            "running",
            _("agreed"),
            acts="proposer",
            asks=False,
            silence=Silence("end", _("Told once a year until {date}. Nobody reports anything.")),
        ),
        State("fallen", _("no agreement")),
        State("stopped", _("stopped early")),
        State("ended", _("ended")),
    ),
    moves=(
        Move(
            "hold",
            frozenset({"proposed"}),
            "running",
            _("Agreed"),
            follows=_("all have answered, and the shares reach the goal"),
            done=_("All have answered, and the shares reach: it is agreed"),
        ),
        Move(
            "miss",
            frozenset({"proposed"}),
            "fallen",
            _("No agreement"),
            follows=_("all have answered, and the shares do not reach the goal"),
            done=_("All have answered, and the shares do not reach: there is no agreement"),
        ),
        Move(
            "stop",
            frozenset({"proposed", "running"}),
            "stopped",
            _("Stop it"),
            permission=STOP_SAVING,
            done=_("Stopped by whoever proposed it"),
        ),
        Move(
            "fall",
            frozenset({"proposed"}),
            "fallen",
            _("No agreement"),
            done=_("Not all answered in time: there is no agreement"),
        ),
        Move("end", frozenset({"running"}), "ended", _("Ended"), done=_("The years are over")),
    ),
)

INVITATION = Lifecycle(
    name="invitation",
    label=_("An invitation to save together"),
    start="asked",
    states=(
        State(
            "asked",
            _("waits for the leader"),
            acts="leader",
            silence=Silence(
                "pass_by",
                _("If you do not answer by {date}, you are not part of it. Nothing else happens."),
                ANSWER_IN,
            ),
        ),
        State("joined", _("is part of it")),
        State("out", _("is not part of it")),
    ),
    moves=(
        Move(
            "join",
            frozenset({"asked"}),
            "joined",
            _("Yes, with our share"),
            permission=ANSWER_INVITATION,
            done=_("The leader said yes"),
        ),
        Move(
            "decline",
            frozenset({"asked"}),
            "out",
            _("Not us"),
            permission=ANSWER_INVITATION,
            done=_("The leader said no"),
        ),
        Move(
            "pass_by",
            frozenset({"asked"}),
            "out",
            _("Not answered"),
            done=_("Not answered in time: not part of it"),
        ),
        Move(
            "call_off",
            frozenset({"asked"}),
            "out",
            _("Called off"),
            follows=_("there is no agreement to join any more"),
            done=_("There is no agreement to join any more"),
        ),
    ),
)
