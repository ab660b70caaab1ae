"""Money from one unit to another: one side proposes, the other answers, and for a while both may undo it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from spillerum.matters.lifecycle import Lifecycle, Move, Silence, State

ANSWER_IN = 10  # working days
UNDONE_WITHIN = 10  # working days

ANSWER = "agreements.answer_transfer"
WITHDRAW = "agreements.withdraw_transfer"
UNDO = "agreements.undo_transfer"

TRANSFER = Lifecycle(
    name="transfer",
    label=_("Money between units"),
    start="proposed",
    states=(
        State(
            "proposed",
            _("waits for the other leader"),
            acts="other",
            silence=Silence(
                "fall",
                _("If you do not answer by {date}, no money is moved, and it is written here."),
                ANSWER_IN,
            ),
        ),
        State(
            "moved",
            _("moved, and may be undone"),
            acts="other",
            asks=False,
            silence=Silence(
                "settle", _("Both leaders may undo it until {date}. After that it stands."), UNDONE_WITHIN
            ),
        ),
        State("settled", _("moved")),
        State("undone", _("undone")),
        State("declined", _("no thanks")),
        State("withdrawn", _("withdrawn")),
        State("fallen", _("not answered: no money was moved")),
    ),
    moves=(
        Move(
            "accept",
            frozenset({"proposed"}),
            "moved",
            _("Yes, move it"),
            permission=ANSWER,
            done=_("The other leader said yes, and the money was moved"),
        ),
        Move(
            "decline",
            frozenset({"proposed"}),
            "declined",
            _("No thanks"),
            permission=ANSWER,
            done=_("The other leader said no thanks"),
        ),
        Move(
            "withdraw",
            frozenset({"proposed"}),
            "withdrawn",
            _("Withdraw it"),
            permission=WITHDRAW,
            done=_("Withdrawn by whoever proposed it"),
        ),
        Move(
            "undo",
            frozenset({"moved"}),
            "undone",
            _("Undo it"),
            permission=UNDO,
            done=_("Undone: the money went back"),
        ),
        Move(
            "fall",
            frozenset({"proposed"}),
            "fallen",
            _("No money is moved"),
            done=_("Nobody answered in time, so no money was moved"),
        ),
        Move(
            "settle",
            frozenset({"moved"}),
            "settled",
            _("It stands"),
            done=_("Nobody undid it in time, so it stands"),
        ),
    ),
)
