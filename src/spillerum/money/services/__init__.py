"""Deeds with money: say where accounts belong, close a year, set groups and frames.

Each is one transaction, checks who may (the operator at the command line, who is no viewer, may) and leaves a line.
Files come in by `figures.services.receive`.
"""

from __future__ import annotations

from spillerum.money.services.arranging import define_frame, define_group
from spillerum.money.services.bending import bend, straighten
from spillerum.money.services.placing import place, set_aside
from spillerum.money.services.ruling import Ruled, set_rules, what_rules_would_do
from spillerum.money.services.years import close_year, open_year

__all__ = [
    "Ruled",
    "bend",
    "close_year",
    "define_frame",
    "define_group",
    "open_year",
    "place",
    "set_aside",
    "set_rules",
    "straighten",
    "what_rules_would_do",
]
