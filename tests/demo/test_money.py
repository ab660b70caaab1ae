"""The demo's money: worked out from the libraries' own figures, taken in as files, and lived through for a year."""

from __future__ import annotations

from contextlib import redirect_stdout
from datetime import date
from io import StringIO

from django.conf import settings
from django.db.models import Sum
from django.urls import reverse

from spillerum.calendar.now import pinned
from spillerum.calendar.workdays import COPENHAGEN
from spillerum.figures.models import UnreadRow
from spillerum.forecasts.models import BudgetDeviation
from spillerum.money.models import Account, BudgetLine, Posting
from spillerum.site.demo.day import at_one, take_in
from spillerum.site.demo.money.activity import hours_a_week, month
from spillerum.site.demo.money.arranging import BEFORE_MONEY, arrange_money
from spillerum.site.demo.money.budgets import grants, original
from spillerum.site.demo.money.costs import costs_of
from spillerum.site.demo.money.files import LIBRARIES, content_of, money_arrivals
from spillerum.site.demo.newcastle import last_day
from spillerum.site.night import run_night

WHOLE_YEAR, FROM_SEPTEMBER = 365, 122  # days of 2019


def kroner(some):
    """Øre by a name, in kr."""
    return {name: ore / 100 for name, ore in some}


def test_a_months_postings_are_its_hours_loans_and_floor_at_the_stated_prices():
    """Fenham, March 2019: 35 hours a week, 360 and 750 m², 338 loans; City's 9,375 m² used 104,477.5 kWh as a rule."""
    found = kroner((cost.account.text, cost.ore) for cost in costs_of("Fenham", month(2019, 3)))
    assert found == {
        "Løn, ledelse og planlægning": round(31 / 7 * 37 * 260, 2),
        "Løn, vagter i åbningstiden": round(31 / 7 * 35 * 3 * 260, 2),
        "Husleje og rengøring": 750 * 300 / 12,
        "El": round(104_477.5 / 9375 * 750 * 2.25, 2),
        "Varme": round((113_538 + 121_472) / 2 / 9375 * 750 * 0.90, 2),
        "Bøger og andre materialer": 338 * 12,
        "Gebyrer": -338 * 1.5,
    }


def test_where_nobody_was_open_and_nothing_lent_only_the_building_and_the_office_cost_money():
    accounts = {cost.account.text for cost in costs_of("Blakelaw", month(2020, 6))}
    assert hours_a_week("Blakelaw", 2020) == 0
    assert accounts == {"Løn, ledelse og planlægning", "Husleje og rengøring", "El", "Varme"}


def test_hours_that_nobody_has_given_are_the_latest_given_before():
    assert [hours_a_week("Fenham", year) for year in (2021, 2022, 2023)] == [35, 35, 35]


def test_a_budget_is_laid_on_the_old_hours_and_wages_follow_the_new_ones_from_september():
    laid = kroner((line.group, line.ore) for line in original("Fenham", 2019))
    assert laid["loen"] == round(WHOLE_YEAR / 7 * 37 * 260, 2) + round(WHOLE_YEAR / 7 * 16 * 3 * 260, 2)
    assert laid["materialer"] == -8 * laid["indtaegter"] > 0
    (grant,) = grants("Fenham", 2019)
    assert grant.ore / 100 == round(FROM_SEPTEMBER / 7 * (35 - 16) * 3 * 260, 2)
    assert (grant.kind, grant.day) == ("tillægsbevilling", date(2019, 9, 1))
    assert grants("Gosforth", 2019) == []


def test_of_all_libraries_in_2019_fenham_alone_ends_far_over_its_budget():
    def end(library):
        given = sum(line.ore for line in (*original(library, 2019), *grants(library, 2019)))
        spent = sum(cost.ore for n in range(1, 13) for cost in costs_of(library, month(2019, n)))
        return round((spent - given) / given * 100)

    ends = {library: end(library) for library in LIBRARIES}
    assert [library for library in LIBRARIES if ends[library] > 5] == ["Fenham"]
    assert [library for library in LIBRARIES if ends[library] < -5] == ["City"]


def test_every_file_of_money_comes_once_in_order_and_again_the_same():
    some = sorted(money_arrivals(date(2013, 1, 1), last_day()))
    assert len({one.filename for one in some}) == len(some) == 4 + 79 + 11 * 2
    assert some[0].filename == "budget-2014.csv"
    assert [one.content for one in some] == [content_of(one.filename) for one in some]
    first, rest = date(2013, 1, 1), date(2018, 9, 1)
    assert sorted([*money_arrivals(first, rest), *money_arrivals(rest, last_day())]) == some


def quietly_live(after, until):
    """The nights on which money comes, and the last one, as the demo has them; without figures."""
    came = list(money_arrivals(after, until))
    for moment in sorted({*(one.at for one in came), at_one(until)}):
        take_in([one for one in came if one.at == moment])
        with pinned(moment.replace(hour=2)), redirect_stdout(StringIO()):
            run_night(scan=False)


def in_2019(unit):
    return BudgetDeviation.objects.select_related("matter").get(year=2019, unit__name=unit)


def the_year_in_which_fenham_ran_over():
    from spillerum.site.demo import build as parts  # noqa: PLC0415 -- its inside

    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    arrange_money(parts._people(parts._units()))
    take_in(sorted(money_arrivals(BEFORE_MONEY, date(2019, 2, 1))))
    quietly_live(date(2019, 2, 1), date(2019, 5, 1))
    assert UnreadRow.objects.count() == 0
    assert Account.objects.filter(placings__isnull=True).count() == 0
    booked = Posting.objects.filter(year=2018, account__cost_centre="Walker").aggregate(sum=Sum("amount"))[
        "sum"
    ]
    assert booked == sum(cost.ore for n in range(1, 13) for cost in costs_of("Walker", month(2018, n)))
    fenham = in_2019("Fenham")
    assert {(row.unit.name, row.direction) for row in BudgetDeviation.objects.filter(year=2019)} == {
        ("City", "under"),
        ("Fenham", "over"),
    }
    assert fenham.could_be_known.astimezone(COPENHAGEN).date() == date(2019, 4, 20)
    assert (fenham.matter.state, fenham.matter.post.title) == ("found", "Leder, Fenham bibliotek")
    quietly_live(date(2019, 5, 1), date(2019, 6, 1))
    assert in_2019("Fenham").was_handed_up
    take_in(sorted(money_arrivals(date(2019, 6, 1), date(2020, 2, 15))))
    quietly_live(date(2020, 2, 15), date(2020, 3, 1))
    assert [in_2019(unit).matter.state for unit in ("City", "Fenham")] == ["ended", "ended"]
    carried = BudgetLine.objects.filter(year=2020, kind=BudgetLine.Kind.CARRIED).values_list("unit__name")
    sums = dict(carried.annotate(Sum("amount")))
    spent = sum(cost.ore for n in range(1, 13) for cost in costs_of("Fenham", month(2019, n)))
    given = {
        of: sum(line.ore for line in (*original(of, 2019), *grants(of, 2019))) for of in ("City", "Fenham")
    }
    assert sums["Fenham"] == given["Fenham"] - spent < 0
    assert sums["City"] == round(given["City"] * 0.05)


def test_fenhams_leader_is_told_in_april_the_director_after_silence_and_the_deficit_goes_along(house):
    house(the_year_in_which_fenham_ran_over)


def test_the_demo_tells_how_its_money_is_made(client, db, settings):
    settings.DEMO = True
    page = client.get(reverse("demo_money")).content.decode()
    assert "260 kr. i timen" in page
    assert "for hver påbegyndt 150 m² nettoareal" in page
    assert all(library in page for library in LIBRARIES)
