"""What can be wrong with an answer, each with a sentence for whoever gave it."""

from __future__ import annotations

from spillerum.matters.lifecycle import MatterError


class ForecastError(MatterError):
    """What every error of this room is."""


class NotAMonth(ForecastError):
    """The amounts by month cannot be right."""


class YearIsClosed(ForecastError):
    """Nothing more can be said of the year."""
