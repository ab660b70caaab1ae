"""How a deviation runs its course: local ones with the unit's leader, common ones with the director."""

from __future__ import annotations

from spillerum.deviations.lifecycle.common import COMMON
from spillerum.deviations.lifecycle.local import LOCAL
from spillerum.deviations.lifecycle.terms import ANSWER, ANSWER_COMMON, CHECK, CHECKED, HELP, LEFT_ALONE

__all__ = ["ANSWER", "ANSWER_COMMON", "CHECK", "CHECKED", "COMMON", "HELP", "LEFT_ALONE", "LOCAL"]
