"""The room's rows, one file a noun."""

from __future__ import annotations

from spillerum.agreements.models.savings import Member, Saving, SavingYear
from spillerum.agreements.models.transfers import Transfer

__all__ = ["Member", "Saving", "SavingYear", "Transfer"]
