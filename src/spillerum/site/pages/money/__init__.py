"""The money on pages: a unit's bag or the sum under it, its months, and what the books still lack."""
