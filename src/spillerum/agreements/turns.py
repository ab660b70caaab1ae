"""What must not be done by two at once: whoever does it takes the turn of that name (matters.turns)."""

from __future__ import annotations

MONEY = "budget"  # money is moved, within a year or into the next
COUNTING = "savings"  # answers to a saving are counted, or its years told
