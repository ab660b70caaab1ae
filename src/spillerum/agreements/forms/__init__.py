"""What is asked when leaders agree on money."""

from __future__ import annotations

from spillerum.agreements.forms.answers import (
    AcceptForm,
    DeclineForm,
    JoinForm,
    NotUsForm,
    StopForm,
    UndoForm,
    WithdrawForm,
)
from spillerum.agreements.forms.asking import MoveForm, SavingForm

__all__ = [
    "AcceptForm",
    "DeclineForm",
    "JoinForm",
    "MoveForm",
    "NotUsForm",
    "SavingForm",
    "StopForm",
    "UndoForm",
    "WithdrawForm",
]
