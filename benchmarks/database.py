"""How long the application's own scan takes: python benchmarks/database.py [SERIES]

Makes a database of made-up figures (120 months; 5 measures, 20 units a group) and times what the clock does: the first
scan of all, one with nothing new, and one when a new month has come. Without DATABASE_URL it is SQLite in a folder that
is thrown away; a database that is named there must be empty.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime, timedelta

import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "spillerum.site.settings")
MEASURES, SIBLINGS, MONTHS = 5, 20, 120
FIRST = 2012 * 12


def main(series: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ["SPILLERUM_DATA"] = folder
        import django  # noqa: PLC0415  the folder is named first

        django.setup()
        from django.core.management import call_command  # noqa: PLC0415  as above

        call_command("migrate", verbosity=0)
        numbers = _timed("made", lambda: _house(series))
        _timed("first scan, 25 months kept", lambda: _scan(120))
        _timed("nothing new", lambda: _scan(120))
        _figures(numbers, series, range(120, 121))
        _timed("a new month", lambda: _scan(121))


def _timed(what: str, deed: object) -> object:
    began = time.perf_counter()
    found = deed()  # type: ignore[operator]  # a script
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(f"{what}: {time.perf_counter() - began:.1f} s, at most {peak} MB", flush=True)
    return found


def _scan(months: int) -> None:
    from spillerum.calendar.now import pinned  # noqa: PLC0415  Django first
    from spillerum.deviations.scanning import scan_figures  # noqa: PLC0415  as above

    month = FIRST + months
    at = datetime(month // 12, month % 12 + 1, 3, tzinfo=UTC)
    with pinned(at):
        run = scan_figures()
    print(f"  judged {run.judged}, off {run.off}")


def _house(series: int) -> list[int]:
    from spillerum.figures.models import Measure, Series  # noqa: PLC0415  Django first
    from spillerum.organisation.models import Seat, Tie, TieKind, Unit  # noqa: PLC0415  as above
    from spillerum.people.access import PostKind  # noqa: PLC0415  as above
    from spillerum.people.models import Post  # noqa: PLC0415  as above

    owner = Post.objects.create(kind=PostKind.DATA_OWNER, title="Figures")
    director = Post.objects.create(kind=PostKind.DIRECTOR, title="Director")
    top = Unit.objects.create(name="All", kind="municipality")
    Seat.objects.create(post=director, unit=top)
    measures = [
        Measure.objects.create(
            key=f"measure-{n}", name_da=f"Mål {n}", name_en=f"Measure {n}", counted_da="ting", counted_en="things",
            kind="count", good="up", frequency="month", purpose="?", owner=owner, review_day=date(2030, 1, 1),
        )
        for n in range(MEASURES)
    ]  # fmt: skip
    count = series // MEASURES
    groups = Unit.objects.bulk_create(
        Unit(name=f"Group {n}", kind="group") for n in range(-(-count // SIBLINGS))
    )
    units = Unit.objects.bulk_create(Unit(name=f"Unit {n}", kind="library") for n in range(count))
    Tie.objects.bulk_create(Tie(kind=TieKind.LINE, unit=group, above=top) for group in groups)
    Tie.objects.bulk_create(
        Tie(kind=TieKind.LINE, unit=unit, above=groups[n // SIBLINGS]) for n, unit in enumerate(units)
    )
    leaders = Post.objects.bulk_create(Post(kind=PostKind.LEADER, title=f"Leader {n}") for n in range(count))
    Seat.objects.bulk_create(Seat(post=post, unit=unit) for post, unit in zip(leaders, units, strict=True))
    made = Series.objects.bulk_create(
        Series(measure=measure, unit=unit) for measure in measures for unit in units
    )
    numbers = [one.pk for one in made]
    _figures(numbers, series, range(MONTHS))
    return numbers


def _figures(numbers: list[int], series: int, months: range) -> None:
    """Counts with a season, shared shocks and own levels, known two days after each month."""
    from django.db import connection, transaction  # noqa: PLC0415  Django first

    rng = np.random.default_rng(1)
    levels = rng.lognormal(5, 0.7, series)
    columns = "(series_id, period, value, known)"
    for t in months:
        month = FIRST + t
        known = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC) + timedelta(days=33)
        rng = np.random.default_rng(t)
        values = rng.poisson(levels * np.exp(0.2 * np.sin(t * np.pi / 6) + rng.normal(0, 0.03)))
        period, rows = f"{month // 12}-{month % 12 + 1:02d}", zip(numbers, values.tolist(), strict=True)
        with transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY figures_observation {columns} FROM STDIN") as copy:
                    for pk, value in rows:
                        copy.write_row((pk, period, value, known))
            else:
                when = connection.ops.adapt_datetimefield_value(known)
                insert = f"INSERT INTO figures_observation {columns} VALUES (%s, %s, %s, %s)"
                cursor.executemany(insert, [(pk, period, value, when) for pk, value in rows])


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 25_000)
