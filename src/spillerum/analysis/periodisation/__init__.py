"""How a year's budget lies over its twelve months: the method chosen in `methods`, the øre in `ore`; docs/periodisation.md."""

from spillerum.analysis.periodisation.methods import Method, Periodisation, Why, periodised
from spillerum.analysis.periodisation.ore import Change, bent, bent_ore, corrected, spread, within
from spillerum.analysis.periodisation.years import BendTooLarge, NotShares, PeriodisationError, distance

__all__ = [
    "BendTooLarge",
    "Change",
    "Method",
    "NotShares",
    "Periodisation",
    "PeriodisationError",
    "Why",
    "bent",
    "bent_ore",
    "corrected",
    "distance",
    "periodised",
    "spread",
    "within",
]
