"""Where the demo's money belongs: account groups, rules and frame from their sheets, and when each year's books close."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from spillerum.calendar.now import pinned
from spillerum.calendar.period import Frequency
from spillerum.figures.defining import define_source
from spillerum.figures.models import Source
from spillerum.figures.sheet import apply_sheet
from spillerum.money.intake.rules import read_rules
from spillerum.money.services import close_year, set_rules
from spillerum.site.demo.money import prices
from spillerum.site.demo.money.files import BUDGETS, POSTINGS
from spillerum.site.demo.newcastle import early, last_day

if TYPE_CHECKING:
    from spillerum.people.models import Post

FOLDER = Path(__file__).parent.parent / "data" / "money"
BEFORE_MONEY = date(prices.FIRST_YEAR - 1, 12, 1)  # before the first file


def arrange_money(owner: Post) -> None:
    """Before the first file comes."""
    with pinned(early(BEFORE_MONEY)):
        apply_sheet(content=(FOLDER / "money.toml").read_bytes(), on=BEFORE_MONEY)
        set_rules(viewer=None, rules=read_rules("rules.csv", (FOLDER / "rules.csv").read_bytes()))
        for year in range(prices.FIRST_YEAR, last_day().year + 1):
            close_year(viewer=None, year=year, on=date(year + 1, *prices.CLOSES_ON))
        _source(POSTINGS, Source.Layout.POSTINGS, Frequency.MONTH, owner, 25)
        _source(BUDGETS, Source.Layout.BUDGET, Frequency.YEAR, owner, 30)


def _source(name: str, layout: Source.Layout, frequency: Frequency, owner: Post, grace: int) -> None:
    define_source(name=name, owner=owner, layout=layout.value, frequency=frequency.value, grace_days=grace)
