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
        _timed(
            "the next night, half of it known", lambda: _receive(sources, _file(postings, postings // 2), 2)
        )


def _timed(what: str, deed: object) -> object:
    began, worked = time.perf_counter(), time.process_time()
    found = deed()  # type: ignore[operator]  # a script
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    clock, worked = time.perf_counter() - began, time.process_time() - worked
    print(f"{what}: {clock:.1f} s ({worked:.1f} s of a processor), at most {peak} MB", flush=True)
    return found


def _house() -> object:
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


def _file(postings: int, first: int, year: int = YEAR) -> bytes:
    pick = random.Random(first)
    lines = ["Nummer;Konto;Enhed;Dato;Beløb;Tekst"]
    for n in range(first, first + postings):
        day = date(year, 1, 1) + timedelta(days=pick.randrange(300))
        kroner = f"{pick.randrange(-50_000, 500_000):,}".replace(",", ".")
        account = f"{pick.randrange(GROUPS):02d}-{n % 3:04d}-409"
        lines.append(
            f"{n};{account};Enhed {pick.randrange(UNITS)};{day:%d-%m-%Y};{kroner},{n % 100:02d};Faktura {n}"
        )
    return "\n".join([*lines, ""]).encode()


def _receive(source: object, content: bytes, day: int) -> None:
    from spillerum.figures.services import receive  # noqa: PLC0415  Django first

    at = datetime(YEAR, 11, day, 3, tzinfo=UTC)
    found = receive(source=source, filename="nat.csv", content=content, arrived=at)  # type: ignore[arg-type]  # a script
    print(f"  new {found.delivery.new_rows}, corrected {found.delivery.corrections}, unread {found.unread}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
