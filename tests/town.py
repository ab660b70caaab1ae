"""A small town's money: six libraries under a director, wages and materials, four earlier years within their budgets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING

import numpy as np

from factories import a_budget_line, a_delivery, a_group, a_money_source, a_unit, an_account, someone
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.forecasts.due import settled_on
from spillerum.forecasts.forecasting import forecast_money
from spillerum.money.models import Posting
from spillerum.organisation.services import arrange_falls
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

if TYPE_CHECKING:
    from spillerum.money.models import Account, AccountGroup
    from spillerum.organisation.models import Unit
    from spillerum.people.models import User

KR = 100  # øre
YEAR = 2026
EARLIER = range(2022, YEAR)
LONG_AGO = datetime(2022, 1, 3, 6, tzinfo=UTC)
WAGES = [1.0] * 12
MATERIALS = [0.4, 0.6, 1.0, 1.2, 1.2, 1.0, 0.3, 0.9, 1.3, 1.4, 1.5, 1.2]


def month(number: int, year: int = YEAR) -> Period:
    return Period.parse(f"{year}-{number:02d}")


def morning_after(period: Period) -> datetime:
    """When the month's postings have come and it has settled."""
    return datetime.combine(settled_on(period), time(6), COPENHAGEN).astimezone(UTC)


@dataclass
class Town:
    department: Unit
    units: list[Unit]
    leaders: list[User]
    director: User
    owner: User
    wages: AccountGroup
    materials: AccountGroup
    accounts: dict[tuple[int, int], Account] = field(default_factory=dict)
    postings: int = 0

    def viewer(self, person: User, on: date = date(YEAR, 6, 15)):
        return viewer_of(person, on)

    @property
    def valby(self) -> Unit:
        return self.units[0]

    def yearly(self, unit: int, group: AccountGroup) -> int:
        """Kroner a year."""
        return (3_000_000 if group == self.wages else 600_000) + 200_000 * unit

    def spending(self, unit: int, group: AccountGroup, period: Period) -> int:
        """Øre in a month: the unit's own profile and a little noise."""
        shape = WAGES if group == self.wages else MATERIALS
        noise = np.random.default_rng([unit, group.pk, period.ordinal]).normal(1, 0.02)
        return round(self.yearly(unit, group) * KR * shape[period.season] / sum(shape) * noise)

    def post(self, period: Period, *, factors=None, known=None) -> None:
        """The month's postings of every library, times its factor; they come the morning after."""
        known = known or morning_after(period)
        source = self.accounts and Posting.objects.select_related("source").first()
        source = source.source if source else a_money_source(owner=self.owner.holdings.get().post)
        self.postings += 1
        delivery = a_delivery(source, content=f"{self.postings} {period}".encode(), arrived=known)
        rows = []
        for (unit, group), account in self.accounts.items():
            ore = self.spending(unit, self.group(group), period) * (factors or {}).get(unit, 1)
            rows.append(
                Posting(
                    source=source, number=f"{period}-{unit}-{group}", account=account, year=period.first_day.year,
                    month=period.season + 1, day=period.last_day, amount=round(ore), delivery=delivery, known=known,
                )
            )  # fmt: skip
        Posting.objects.bulk_create(rows)

    def group(self, pk: int) -> AccountGroup:
        return self.wages if pk == self.wages.pk else self.materials

    def forecast(self, period: Period):
        with pinned(morning_after(period).replace(hour=8)):
            return forecast_money()

    def month(self, number: int, **factors: float):
        """A month's postings with some libraries off (u2=1.4), and the forecast of the morning after."""
        self.post(month(number), factors={int(name[1:]): factor for name, factor in factors.items()})
        return self.forecast(month(number))

    def months(self, numbers, **factors: float):
        return [self.month(number, **factors) for number in numbers][-1]


def made_town() -> Town:
    department = a_unit("Bibliotekerne", kind="afdeling")
    director = someone(PostKind.DIRECTOR, department, "Niels")
    owner = someone(PostKind.DATA_OWNER, department, "Olga")
    names = ["Valby bibliotek", "Vanløse bibliotek", *(f"Bibliotek {n}" for n in range(2, 6))]
    units = [a_unit(name, under=department) for name in names]
    leaders = [someone(PostKind.LEADER, unit, f"Leder {n}") for n, unit in enumerate(units)]
    town = Town(department, units, leaders, director, owner, a_group("loen"), a_group("materialer"))
    for n, unit in enumerate(units):
        for group in (town.wages, town.materials):
            place = f"{group.key}-{n}"
            town.accounts[n, group.pk] = an_account(place, unit=unit, group=group, known=LONG_AGO)
            for year in (*EARLIER, YEAR):
                a_budget_line(
                    town.accounts[n, group.pk],
                    town.yearly(n, group) * KR,
                    year,
                    known=datetime(year, 1, 1, tzinfo=UTC),
                )
    for year in EARLIER:
        for number in range(1, 13):
            town.post(month(number, year))
    arrange_falls(on=date(YEAR, 1, 1))
    return town
