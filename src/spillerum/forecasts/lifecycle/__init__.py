"""How a year's end outside the budget runs its course: a unit's with its leader, what presses on all with the director."""

from __future__ import annotations

from spillerum.forecasts.lifecycle.pressure import PRESSURE
from spillerum.forecasts.lifecycle.terms import ANSWER, ANSWER_PRESSURE, CHECK, HELP
from spillerum.forecasts.lifecycle.unit import BUDGET

__all__ = ["ANSWER", "ANSWER_PRESSURE", "BUDGET", "CHECK", "HELP", "PRESSURE"]
