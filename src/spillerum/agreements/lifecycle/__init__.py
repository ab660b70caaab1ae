"""How the room's matters run their course."""

from __future__ import annotations

from spillerum.agreements.lifecycle.transfer import ANSWER, TRANSFER, UNDO, WITHDRAW

__all__ = ["ANSWER", "TRANSFER", "UNDO", "WITHDRAW"]
