"""Invariants: sums up the line are the sums of what lies below, to the øre and in each simulated world."""

from __future__ import annotations

from datetime import date
from functools import partial

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spillerum.analysis.yearend.spending import Spending
from spillerum.calendar.period import Period
from spillerum.forecasts import judging
from spillerum.forecasts.books import ORE, Books, Known
from spillerum.forecasts.judging import judge
from spillerum.forecasts.pressure import SHARED, pressures
from spillerum.money.models import AccountGroup
from spillerum.money.tree import Tree

FIRST, AT = Period.parse("2023-01"), Period.parse("2026-05")
MONTHS = AT - FIRST + 1
ORES = partial(st.integers, -(10**9), 10**9)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def groups():
    return [AccountGroup.objects.create(key=f"g{n}", name_da=f"G{n}", name_en=f"G{n}").pk for n in range(3)]


@st.composite
def organisations(draw):
    """Units 2… under 1, in any tree."""
    count = draw(st.integers(2, 7))
    return {unit: draw(st.integers(1, unit - 1)) for unit in range(2, count + 1)}


def books_of(parents, groups, draw):
    """Any money at any of the units, with and without budgets, postings, amounts known to come and plans."""
    keys = [(unit, group) for unit in (1, *parents) for group in groups if draw(st.booleans())]
    budgets = {key: draw(ORES()) for key in keys if draw(st.booleans())}
    posted = [key for key in keys if draw(st.booleans())]
    rng = np.random.default_rng(draw(st.integers(0, 2**31)))
    known = {}
    for unit in (1, *parents):
        said = Known(planned=draw(ORES()))
        said.committed[AT + 2] = draw(ORES())
        known[unit, draw(st.sampled_from([None, *groups]))] = said
    series = {}
    for unit, group in posted:
        values = rng.normal(10_000, 2_000, MONTHS).round(2)
        coming = known.get((unit, group))
        commitments = {month: ore / ORE for month, ore in coming.committed.items()} if coming else {}
        series[unit, group] = Spending(str(unit), FIRST, values, group=str(group), commitments=commitments)
    spent = {key: round(one.values[-5:].sum() * ORE) for key, one in series.items()}
    tree = Tree(date(2026, 6, 8), parents, {unit: unit for unit in (1, *parents)})
    return Books(2026, AT, tree, budgets, spent, series, known, parents, ())


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), parents=organisations())
def test_sums_are_sums(data, parents, groups, monkeypatch):
    monkeypatch.setattr(judging, "DRAWS", 50)
    books = books_of(parents, groups, data.draw)
    bags = {(bag.unit, bag.group, bag.below): bag for bag in judge(books).bags}
    for (unit, group, below), bag in bags.items():
        under = books.tree.below(unit)
        if below:
            parts = [bags[one, group, False] for one in under if (one, group, False) in bags]
        elif group is None:
            parts = [bags[unit, one, False] for one in groups if (unit, one, False) in bags]
        else:
            continue
        own = books.known.get((unit, None)) if not below else None
        extra = sum(own.committed.values()) if own else 0
        for name in ("spent", "committed", "planned"):
            more = {"committed": extra, "planned": own.planned if own else 0}.get(name, 0)
            assert getattr(bag.ore, name) == sum(getattr(part.ore, name) for part in parts) + more
        assert (bag.ore.budget or 0) == sum(part.ore.budget or 0 for part in parts)
        if bag.outlook is None:
            assert all(part.outlook is None for part in parts)
            continue
        lacking = sum(part.ore.budget or 0 for part in parts if part.outlook is None)
        worlds = sum(part.outlook.draws for part in parts if part.outlook is not None)
        assert np.allclose(bag.outlook.draws, worlds + (lacking + extra) / ORE)
        assert bag.outlook.total == pytest.approx(np.median(bag.outlook.draws))
        assert bag.ore.assumed == lacking + sum(part.ore.assumed for part in parts)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data(), factor=st.floats(0.8, 1.3))
def test_one_odd_unit_never_makes_a_pressure(data, factor, groups, monkeypatch):
    """However far off it is: the others' common share is what it was."""
    monkeypatch.setattr(judging, "DRAWS", 50)
    parents = dict.fromkeys(range(2, 8), 1)
    rng = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    books = _alike(parents, groups[0], rng, odd=data.draw(st.sampled_from([0.1, 10.0, 100.0])))
    bags = [bag for bag in judge(books).bags if bag.group is None and not bag.below]
    (found,), _own = pressures(bags, parents)
    assert not found.presses
    assert abs(found.share) <= SHARED
    scaled = Books(
        books.year, books.at, books.tree, {key: round(ore * factor) for key, ore in books.budgets.items()},
        books.spent, books.series, books.known, books.beside, (),
    )  # fmt: skip
    bags = [bag for bag in judge(scaled).bags if bag.group is None and not bag.below]
    (found,), _own = pressures(bags, parents)
    away = 1 / factor - 1
    assert found.share == pytest.approx(away, abs=0.03)
    if abs(away) > 0.06:
        assert found.presses
        assert (found.p_over > found.p_under) == (away > 0)


def _alike(parents, group, rng, *, odd):
    """Six units that spend their budgets, the first of them quite otherwise this year."""
    series = {
        (unit, group): Spending(str(unit), FIRST, rng.normal(10_000, 100, MONTHS), group="g")
        for unit in parents
    }
    series[2, group].values[-5:] *= odd
    tree = Tree(date(2026, 6, 8), parents, {unit: unit for unit in (1, *parents)})
    spent = {key: round(one.values[-5:].sum() * ORE) for key, one in series.items()}
    budgets = dict.fromkeys(series, 120_000 * 100)
    return Books(2026, AT, tree, budgets, spent, series, {}, parents, ())
