"""How long a night's postings take: python benchmarks/money.py [POSTINGS]

Makes a database with 400 units, 20 account groups and 8,000 accounts, five years of budgets and postings in it, and
times what happens at night and what a page asks. Without DATABASE_URL it is SQLite in a folder that is thrown away; a
database that is named there must be empty.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from spillerum.figures.models import Source

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")
UNITS, GROUPS = 400, 20
YEAR = 2026


def main(postings: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPILLERUM_DATA"] = folder
        import django  # noqa: PLC0415  the folder is named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  as above

        call_command("migrate", verbosity=0)
        sources = _house()
        night = _file(postings, first=0)
        print(f"{postings} postings, {len(night) >> 20} MB")
        _timed("a file of postings, all new", lambda: _receive(sources, night, 1))
        half = _file(postings, postings // 2)
        _timed("the next night, half of it known", lambda: _receive(sources, half, 2))
        other = _file(postings, 0, seed=1)
        _timed("the night after, all of it corrected", lambda: _receive(sources, other, 3))
        _timed("four years before it", lambda: _years(sources, postings))
        _pages()


def _years(source: Source, postings: int) -> None:
    """A night's file a year, and a budget line for every account and year."""
    from spillerum.figures.models import Delivery  # noqa: PLC0415  Django first
    from spillerum.money.intake.inserting import insert  # noqa: PLC0415  as above
    from spillerum.money.models import Account, BudgetLine, Posting  # noqa: PLC0415  as above

    pick, accounts = random.Random(0), list(Account.objects.values_list("pk", flat=True))
    known, delivery = datetime(YEAR, 1, 1, tzinfo=UTC), Delivery.objects.order_by("pk")[0]
    fields = ("source", "delivery", "number", "account", "year", "month", "day", "amount", "text", "known")
    for year in range(YEAR - 4, YEAR):
        rows = (
            (
                source.pk, delivery.pk, str(n), pick.choice(accounts), year, n % 12 + 1,
                date(year, n % 12 + 1, 1), pick.randrange(10_000_000), "Faktura", known,
            )
            for n in range(postings)
        )  # fmt: skip
        insert(Posting, fields, rows)
    lines = (
        (f"{year}-{account}", year, account, "original", 10_000_000, date(year, 1, 1), "", known)
        for year in range(YEAR - 4, YEAR + 1)
        for account in accounts
    )
    insert(BudgetLine, ("reference", "year", "account", "kind", "amount", "day", "reason", "known"), lines)
    print(f"  {Posting.objects.count()} postings, {BudgetLine.objects.count()} budget lines")


def _pages() -> None:
    from spillerum.money import queries  # noqa: PLC0415  Django first
    from spillerum.money.tree import tree_on  # noqa: PLC0415  as above
    from spillerum.organisation.models import Unit  # noqa: PLC0415  as above

    unit, above = Unit.objects.get(name="Enhed 7").pk, Unit.objects.get(name="Forvaltning 3").pk
    tree = tree_on(date(YEAR, 11, 4))
    then = datetime(YEAR, 11, 2, 12, tzinfo=UTC)
    deeds: dict[str, Callable[[], object]] = {
        "the tree": lambda: tree_on(date(YEAR, 11, 4)),
        "a unit's year by month": lambda: queries.spent_by_month([unit], YEAR, tree=tree),
        "a unit's year by day": lambda: queries.spent_by_day(unit, YEAR, tree=tree),
        "a unit's room": lambda: queries.room_left(unit, YEAR, tree=tree),
        "a director's twenty units": lambda: queries.spent_by_month(tree.below(above), YEAR, tree=tree),
        "all units": lambda: queries.spent_by_month(None, YEAR, tree=tree),
        "all units, as known two nights ago": lambda: queries.spent_by_month(None, YEAR, then, tree=tree),
        "all units, five years": lambda: queries.spent_in_years(None, YEAR - 4, YEAR, tree=tree),
        "all budgets": lambda: queries.budget_of(None, YEAR, tree=tree),
        "what has no place": queries.unplaced,
    }
    for what, deed in deeds.items():
        _timed(what, deed)


def _timed(what: str, deed: Callable[[], object]) -> object:
    began, worked = time.perf_counter(), time.process_time()
    found = deed()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    clock, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{what}: {clock:.1f} s ({worked:.1f} s of a processor), at most {peak} MB", flush=True)
    return found


def _house() -> Source:
    from spillerum.figures.models import Source  # noqa: PLC0415  Django first
    from spillerum.money.models import AccountGroup, AccountRule  # noqa: PLC0415  as above
    from spillerum.organisation.models import Tie, Unit  # noqa: PLC0415  as above
    from spillerum.people.models import Post  # noqa: PLC0415  as above

    city = Unit.objects.create(name="Kommunen")
    departments = [Unit(name=f"Forvaltning {n}") for n in range(UNITS // 20)]
    Unit.objects.bulk_create(departments)
    units = Unit.objects.bulk_create([Unit(name=f"Enhed {n}") for n in range(UNITS)])
    Tie.objects.bulk_create([Tie(kind="line", unit=d, above=city) for d in departments])
    Tie.objects.bulk_create(
        [Tie(kind="line", unit=u, above=departments[n // 20]) for n, u in enumerate(units)]
    )
    groups = AccountGroup.objects.bulk_create(
        [AccountGroup(key=f"g{n}", name_da=f"Gruppe {n}", name_en=f"Group {n}") for n in range(GROUPS)]
    )
    known = datetime(YEAR - 5, 1, 1, tzinfo=UTC)
    AccountRule.objects.bulk_create(
        [
            AccountRule(place=n, text=f"{n:02d}*", cost_centre="*", group=group, known=known)
            for n, group in enumerate(groups)
        ]
    )
    owner = Post.objects.create(kind="data_owner", title="Økonomi")
    return Source.objects.create(name="Bogføring", owner=owner, layout="postings", frequency="day")


def _file(postings: int, first: int, seed: int = 0) -> bytes:
    """Of a number the same posting, as long as the seed is the same."""
    lines = ["Nummer;Konto;Enhed;Dato;Beløb;Tekst"]
    for n in range(first, first + postings):
        pick = random.Random(n + (seed << 40))
        day = date(YEAR, 1, 1) + timedelta(days=pick.randrange(300))
        kroner = f"{pick.randrange(-50_000, 500_000):,}".replace(",", ".")
        account = f"{pick.randrange(GROUPS):02d}-{n % 3:04d}-409"
        lines.append(
            f"{n};{account};Enhed {pick.randrange(UNITS)};{day:%d-%m-%Y};{kroner},{n % 100:02d};Faktura {n}"
        )
    return "\n".join([*lines, ""]).encode()


def _receive(source: Source, content: bytes, day: int) -> None:
    from spillerum.figures.services import receive  # noqa: PLC0415  Django first

    at = datetime(YEAR, 11, day, 3, tzinfo=UTC)
    found = receive(source=source, filename="nat.csv", content=content, arrived=at)
    print(f"  new {found.delivery.new_rows}, corrected {found.delivery.corrections}, unread {found.unread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
