"""What is known of the money. Everywhere `known` asks as it was known then; None is now. All amounts are øre."""

from __future__ import annotations

from spillerum.money.queries.budgets import Budget, Line, budget_of
from spillerum.money.queries.laying import Laid, laid_out
from spillerum.money.queries.places import Loose, Place, Unplaced, loose, places, unplaced
from spillerum.money.queries.spending import Months, spent_by_day, spent_by_month, spent_in_years
from spillerum.money.queries.suggesting import Suggestion, suggestions
from spillerum.money.queries.sums import Room, below, room_left, summed_up

__all__ = [
    "Budget",
    "Laid",
    "Line",
    "Loose",
    "Months",
    "Place",
    "Room",
    "Suggestion",
    "Unplaced",
    "below",
    "budget_of",
    "laid_out",
    "loose",
    "places",
    "room_left",
    "spent_by_day",
    "spent_by_month",
    "spent_in_years",
    "suggestions",
    "summed_up",
    "unplaced",
]
