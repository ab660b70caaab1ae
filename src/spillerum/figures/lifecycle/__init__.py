"""How the room's matters run their course: sources that are late, and figures that look wrong."""

from __future__ import annotations

from spillerum.figures.lifecycle.faults import CHECK, FAULT, ODDITY
from spillerum.figures.lifecycle.lateness import LATENESS, POSTPONE, STOP

__all__ = ["CHECK", "FAULT", "LATENESS", "ODDITY", "POSTPONE", "STOP"]
