"""The room's rows, one file a noun."""

from __future__ import annotations

from spillerum.forecasts.models.commitments import Commitment
from spillerum.forecasts.models.deviations import BudgetDeviation, BudgetFinding
from spillerum.forecasts.models.hindsight import GroupHindsight, Hindsight, HitRate, YearReview
from spillerum.forecasts.models.outlooks import Forecast, Outlook

__all__ = [
    "BudgetDeviation",
    "BudgetFinding",
    "Commitment",
    "Forecast",
    "GroupHindsight",
    "Hindsight",
    "HitRate",
    "Outlook",
    "YearReview",
]
