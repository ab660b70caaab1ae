"""A small world: six libraries under a director, one measure, four quiet years."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import numpy as np

from factories import a_measure, a_unit, someone
from spillerum.calendar.now import pinned
from spillerum.calendar.period import Period
from spillerum.deviations.scanning import scan_figures
from spillerum.figures.models import Observation, Series
from spillerum.organisation.services import arrange_falls
from spillerum.people.access import PostKind
from spillerum.people.queries import viewer_of

if TYPE_CHECKING:
    from spillerum.figures.models import Measure
    from spillerum.organisation.models import Unit
    from spillerum.people.models import User

FIRST = Period.parse("2015-01")
MONTHS = 42  # quiet until and with June 2018


def night_after(period: Period) -> datetime:
    day = (period + 1).first_day
    return datetime(day.year, day.month, 2, 1, tzinfo=UTC)


@dataclass
class World:
    department: Unit
    units: list[Unit]
    leaders: list[User]
    director: User
    owner: User
    measure: Measure
    series: list[Series] = field(default_factory=list)
    seed: int = 0

    def viewer(self, person: User, on=None):
        return viewer_of(person, on or night_after(self.newest).date())

    @property
    def newest(self) -> Period:
        return Observation.objects.order_by("-period").first().period

    def expected(self, unit: int, period: Period) -> float:
        season = 1 + 0.15 * np.cos(2 * np.pi * period.season / 12)
        return (900 + 300 * unit) * season

    def deliver(self, period: Period, *, factors=None, missing=(), known=None):
        """A month's figures: as expected, times the unit's factor."""
        Observation.objects.bulk_create(self.figures(period, factors or {}, missing, known))

    def figures(self, period, factors, missing, known):
        rng = np.random.default_rng(period.ordinal + self.seed)
        for n, series in enumerate(self.series):
            noise = 1 + rng.normal(0, 0.03)
            if n not in missing:
                value = round(self.expected(n, period) * noise * factors.get(n, 1))
                yield Observation(
                    series=series, period=period, value=value, known=known or night_after(period)
                )

    def night(self, period: Period):
        with pinned(night_after(period).replace(hour=2)):
            return scan_figures()

    def month(self, text: str, **factors):
        """Deliver a month with some units off (u2=0.4) and let the night come."""
        period = Period.parse(text)
        self.deliver(period, factors={int(name[1:]): factor for name, factor in factors.items()})
        return self.night(period)


def made_world() -> World:
    department = a_unit("Bibliotekerne", kind="afdeling")
    director = someone(PostKind.DIRECTOR, department, "Niels")
    owner = someone(PostKind.DATA_OWNER, department, "Olga")
    units = [a_unit(f"Bibliotek {n}", under=department) for n in range(6)]
    leaders = [someone(PostKind.LEADER, unit, f"Leder {n}") for n, unit in enumerate(units)]
    measure = a_measure(owner=owner.holdings.get().post, materiality_relative="0.2")
    made = World(department, units, leaders, director, owner, measure)
    made.series = [Series.objects.create(measure=measure, unit=unit) for unit in units]
    long_ago = datetime(2018, 6, 1, tzinfo=UTC)
    months = (made.figures(FIRST + n, {}, (), long_ago) for n in range(MONTHS))
    Observation.objects.bulk_create(row for month in months for row in month)
    arrange_falls(on=night_after(FIRST + MONTHS).date())
    made.night(FIRST + (MONTHS - 1))
    return made
