"""One run of the forecast: what was asked, of which files, held against which budgets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from spillerum.calendar.period import Frequency
from spillerum.cli import _config, _forecast_commitments, _forecast_notes, _forecast_output, _forecast_twins
from spillerum.cli._files import File
from spillerum.cli._forecast_asked import asked_of
from spillerum.cli._forecast_budget import read_budgets
from spillerum.cli._forecast_columns import asked as columns_asked
from spillerum.cli._forecast_lines import lines_of
from spillerum.cli._forecast_spending import read_book
from spillerum.cli._forecast_year import year_ends
from spillerum.cli._output import form_of
from spillerum.exchange.faults import BadFile, Fault, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Callable

    from spillerum.calendar.period import Period
    from spillerum.cli._forecast_book import Book, Key
    from spillerum.cli._forecast_budget import Budgets
    from spillerum.cli._forecast_commitments import Commitment
    from spillerum.cli._forecast_year import Asked

T = TypeVar("T")
_HERE = "spillerum forecast"
_MEASURES = 12  # of a unit: so many account groups are forecast each for itself; more are single accounts
NO_FILE = gettext_noop("Name at least one file to forecast from.")
MEASURES = gettext_noop("Give --measure once, or once a file.")
NOT_DIVIDED = gettext_noop(
    "The budgets name no measure, and a row a measure was asked for. Add the column measure, or leave out --by measure."
)


def run(given: dict[str, Any]) -> bool:
    """Whether anything needs attention. Raises BadFile with every fault of every file."""
    wrong = _Faults()
    book = wrong.trying(lambda: _book(given))
    budgets = wrong.trying(lambda: read_budgets(given["budget"])) if given["budget"] else None
    config = wrong.trying(lambda: _config.read(given["config"])) if given["config"] else _config.Config()
    commitments = wrong.trying(lambda: _commitments(given["config"])) if given["config"] else []
    asked = wrong.trying(lambda: asked_of(given, book)) if book is not None else None
    if wrong.found or book is None or config is None or asked is None or commitments is None:
        raise BadFile(*wrong.found)
    _set_aside(book, config)
    if not asked.by_measure:
        book.add_up(_MEASURES)
    lines = lines_of(book, config.changes, at=asked.at, start=asked.start)
    keys = [(line.unit, line.measure) for line in lines if not line.closed]
    placed, faults = _forecast_commitments.placed(commitments, keys, str(given["config"]))
    wrong.found += faults
    held = wrong.trying(lambda: held_against(budgets, keys, config, asked)) if budgets else {}
    if wrong.found or held is None:
        raise BadFile(*wrong.found)
    found = year_ends(lines, held, placed, asked)
    notes = _forecast_notes.notes(book, budgets, found, lines, asked, given)
    if form_of(given) == "text":
        notes += _forecast_twins.told(lines, asked.at, asked.start)
    _forecast_output.put(
        given, found, placed, asked, notes, currency=given["currency"] or book.currency or "kr."
    )
    return any(one.needs_attention for one in found)


class _Faults:
    """All of them are told at once."""

    def __init__(self) -> None:
        self.found: list[Fault] = []

    def trying(self, call: Callable[[], T]) -> T | None:
        try:
            return call()
        except BadFile as wrong:
            self.found += wrong.faults
            return None


def _book(given: dict[str, Any]) -> Book:
    files, measures = given["files"], list(given["measures"])
    if not files:
        raise BadFile(Fault(NO_FILE, _HERE))
    if len(measures) not in {0, 1, len(files)}:
        raise BadFile(Fault(MEASURES, _HERE))
    return read_book(
        [File(file, Path(file)) for file in files], wide=measures if given["wide"] else None,
        sheet=given["sheet"], columns=columns_asked(given["columns"]), payments=given["payments"],
    )  # fmt: skip


def _commitments(file: Path) -> list[Commitment]:
    try:
        document = _config.document(file)
    except BadFile:
        return []  # told when the rest of it was read
    found, faults = _forecast_commitments.read(document.get("commitments", []), str(file))
    if faults:
        raise BadFile(*faults)
    return found


def _set_aside(book: Book, config: _config.Config) -> None:
    """A figure that is wrong is missing. What the configuration says of groups goes before the files; the first counts."""
    for unit, measure, period in config.set_aside:
        for name in (measure, ""):
            line = book.lines.get((unit, name), {})
            if period.frequency is Frequency.MONTH and period.ordinal in line:
                line[period.ordinal] = None
    book.groups |= {unit: groups[0] for unit, groups in config.groups.items()}


def held_against(budgets: Budgets, keys: list[Key], config: _config.Config, asked: Asked) -> dict[Key, float]:
    """The year's budgets, each at the row it is for. The budget of a renamed or merged unit is its heir's."""
    if asked.by_measure and not budgets.measured and any(measure for _unit, measure in keys):
        raise BadFile(budgets.table.fault(NOT_DIVIDED))
    units = {unit for unit, _measure in keys}
    alike = {unit.casefold(): unit for unit in units}
    found: dict[Key, float] = {}
    for (unit, measure), amount in budgets.in_year(asked.year).items():
        name = unit if unit in units else alike.get(unit.casefold(), unit)
        name = _heir(name, units, config, asked.at)
        key = name, measure if asked.by_measure else ""
        found[key] = found.get(key, 0.0) + amount
    return found


def _heir(unit: str, units: set[str], config: _config.Config, at: Period) -> str:
    for change in sorted(config.changes, key=lambda change: change.day):
        if (
            unit not in units
            and unit in change.before
            and len(change.after) == 1
            and change.day <= at.last_day
        ):
            unit = change.after[0]
    return unit
