"""How the room's matters run their course."""

from __future__ import annotations

from spillerum.agreements.lifecycle.saving import ANSWER_INVITATION, INVITATION, SAVING, STOP_SAVING
from spillerum.agreements.lifecycle.transfer import ANSWER, TRANSFER, UNDO, WITHDRAW

__all__ = [
    "ANSWER",
    "ANSWER_INVITATION",
    "INVITATION",
    "SAVING",
    "STOP_SAVING",
    "TRANSFER",
    "UNDO",
    "WITHDRAW",
]
