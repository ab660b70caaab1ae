"""The room's rows, one file a noun."""

from __future__ import annotations

from spillerum.money.models.accounts import Account, AccountGroup, AccountRule, Placing
from spillerum.money.models.bends import Bend
from spillerum.money.models.budgets import BudgetLine
from spillerum.money.models.frames import Frame
from spillerum.money.models.postings import Posting
from spillerum.money.models.years import FinancialYear

__all__ = [
    "Account",
    "AccountGroup",
    "AccountRule",
    "Bend",
    "BudgetLine",
    "FinancialYear",
    "Frame",
    "Placing",
    "Posting",
]
