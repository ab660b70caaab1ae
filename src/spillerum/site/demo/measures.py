"""What the demo measures, where it comes from, and how much must be at stake before anybody is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from spillerum.calendar.period import Frequency


@dataclass(frozen=True)
class DemoMeasure:
    key: str
    name_da: str
    name_en: str
    counted_da: str
    counted_en: str
    kind: str
    good: str
    purpose: str
    absolute: Decimal | None
    relative: Decimal | None
    frequency: Frequency = Frequency.MONTH
    grace_days: int = 45
    review_day: date = date(2020, 1, 1)
    judged: bool = True


MEASURES = (
    DemoMeasure(
        "visits",
        "Besøg",
        "Visits",
        "besøg",
        "visits",
        "count",
        "up",
        "Kommer folk på biblioteket? Bruges, når åbningstider og tilbud lægges til rette.",
        Decimal(100),
        Decimal("0.15"),
    ),
    DemoMeasure(
        "loans",
        "Udlån",
        "Loans",
        "udlån",
        "loans",
        "count",
        "up",
        "Finder folk noget at tage med hjem? Bruges, når samlingen købes ind.",
        Decimal(100),
        Decimal("0.15"),
    ),
    DemoMeasure(
        "enquiries",
        "Spørgsmål ved skranken",
        "Enquiries",
        "spørgsmål",
        "enquiries",
        "count",
        "",
        "Hvad bruges de ansattes tid til? Bruges, når vagterne lægges.",
        Decimal(50),
        Decimal("0.20"),
        grace_days=10,
    ),
    DemoMeasure(
        "computer-use",
        "Brug af pc'er",
        "Computer use",
        "% af tiden",
        "% of the time",
        "rate",
        "up",
        "Er der for mange eller for få pc'er? Bruges, når de skiftes ud.",
        Decimal(5),
        Decimal("0.15"),
        grace_days=10,
    ),
    DemoMeasure(
        "opening-hours",
        "Åbningstimer om ugen",
        "Opening hours a week",
        "timer",
        "hours",
        "amount",
        "up",
        "Hvor meget er der åbent? Bruges, når andre tal skal forstås.",
        Decimal(2),
        Decimal("0.10"),
        Frequency.YEAR,
        grace_days=120,
        judged=False,
    ),
)
SOURCE_NAMES = {
    "visits": "Besøgstællere",
    "loans": "Bibliotekssystemet",
    "enquiries": "Skrankens tælling",
    "computer-use": "Pc-booking",
    "opening-hours": "Åbningstider",
}
EVENTS = (  # (library or "", measure or "", from, to, Danish, English): see data/newcastle/events.csv
    (
        "",
        "enquiries",
        date(2018, 4, 9),
        date(2018, 9, 1),
        "færre ting tæller som spørgsmål",
        "enquiry defined more narrowly",
    ),
    ("", "", date(2020, 3, 19), None, "alle lukket (corona)", "all closed (COVID-19)"),
    ("", "", date(2024, 4, 1), None, "nye åbningstider overalt", "new opening hours everywhere"),
    ("Newbiggin Hall", "", date(2015, 9, 1), None, "ubemandet", "unstaffed"),
    ("Fenham", "", date(2018, 8, 31), date(2018, 12, 7), "byggearbejde", "building work"),
    ("Cruddas Park", "", date(2023, 3, 1), None, "nye åbningstider", "new opening hours"),
    ("Outer West", "", date(2023, 5, 13), date(2023, 8, 31), "lukket og flyttet", "closed for relocation"),
    ("Blakelaw", "", date(2024, 7, 1), None, "lukket og flyttet", "closed for relocation"),
)
