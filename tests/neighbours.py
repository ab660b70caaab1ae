"""A small town: two libraries with money under a director."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import uuid4

from factories import a_budget_line, a_group, a_unit, someone
from spillerum.agreements import services
from spillerum.money.models import AccountGroup, BudgetLine
from spillerum.money.queries import budget_of
from spillerum.organisation.models import Unit
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

DAY = date(2026, 5, 4)
MORNING = datetime(2026, 5, 4, 7, tzinfo=UTC)
KR = 100  # øre


class Town:
    """Two libraries under a director, each with 100.000 kr. for wages and 20.000 kr. for materials."""

    def __init__(self):
        self.department = a_unit("Bibliotekerne", kind="afdeling")
        self.valby, self.vanløse = (a_unit(name, under=self.department) for name in ("Valby", "Vanløse"))
        self.people = {
            "ida": someone(PostKind.LEADER, self.valby, "Ida"),
            "bo": someone(PostKind.LEADER, self.vanløse, "Bo"),
            "niels": someone(PostKind.DIRECTOR, self.department, "Niels"),
            "olga": someone(PostKind.DATA_OWNER, self.department, "Olga"),
        }
        self.wages, self.books, self.fees = (
            a_group("loen"),
            a_group("materialer"),
            a_group("gebyrer", income=True),
        )
        for unit in (self.valby, self.vanløse):
            a_budget_line(unit=unit, group=self.wages, ore=100_000 * KR)
            a_budget_line(unit=unit, group=self.books, ore=20_000 * KR)
            a_budget_line(unit=unit, group=self.fees, ore=-5_000 * KR)

    def viewer(self, name):
        return viewer_of(self.people[name], DAY)

    def within(self, name, kr, giver=None, taker=None, **changes):
        places = {"unit": self.valby, "giver_group": giver or self.wages, "taker_group": taker or self.books}
        asked = {
            "key": uuid4(),
            "year": 2026,
            "amount": kr * KR,
            "reason": "Flere bøger",
            **places,
            **changes,
        }
        return services.move_within(viewer=self.viewer(name), **asked)

    def offers(self, name, kr, **changes):
        asked = {
            "key": uuid4(), "giver": self.valby, "giver_group": self.wages, "taker": self.vanløse,
            "taker_group": self.wages, "year": 2026, "amount": kr * KR, "reason": "I mangler en vikar",
        }  # fmt: skip
        return services.propose(viewer=self.viewer(name), **(asked | changes))


def budgets():
    """What every bag holds in whole kroner, by unit and group."""
    units, groups = Unit.objects.in_bulk(), AccountGroup.objects.in_bulk()
    found = budget_of(None, 2026)
    return {(units[u].name, groups[g].key): one.total // KR for (u, g), one in found.items()}


def whole():
    return sum(line.amount for line in BudgetLine.objects.all())
