"""Files to judgements: the same for a command, and for each municipality of a country."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.analysis.reorganised import reorganised
from spillerum.analysis.scan import scan
from spillerum.analysis.series import Options
from spillerum.analysis.subgroups import widest_first
from spillerum.cli import _files
from spillerum.cli._gathered import stands
from spillerum.exchange.faults import BadFile, Fault, gettext_noop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from spillerum.analysis.judgement import Judgement
    from spillerum.analysis.series import MeasureSettings, Series
    from spillerum.calendar.period import Period
    from spillerum.cli._config import Config
    from spillerum.cli._files import File
    from spillerum.cli._gathered import Gathered


@dataclass(frozen=True, slots=True)
class Asked:
    """`at`, `since`: as given, None: the newest. `wide`: the measure of each file, or None when they are tidy.

    `only_attention`: nobody reads what is as expected. `apart`: this process does nothing else, and may be forked.
    """

    at: Period | None
    since: Period | None
    false_alarms: float
    wide: list[str] | None = None
    sheet: str | None = None
    only_attention: bool = False
    apart: bool = False


@dataclass(frozen=True, slots=True)
class Judged:
    found: list[Judgement]
    series: list[Series]
    at: Period
    since: Period
    measures: Mapping[str, MeasureSettings]

    @property
    def in_several_groups(self) -> bool:
        return any(one.within for one in self.series)


def judge(files: Sequence[File], config: Config, asked: Asked) -> Judged:
    """Raises BadFile with every fault of every file."""
    gathered = _files.gather(files, config, wide=asked.wide, sheet=asked.sheet)
    at, since = _when(gathered, asked, ", ".join(file.name for file in files))
    grouped = sorted(widest_first(gathered.series), key=lambda one: stands(one.measure, one.group, one.unit))
    series, level_changes = reorganised(
        grouped, config.changes, at=at, measures=gathered.measures,
        level_changes=config.level_changes, set_aside=config.set_aside,
    )  # fmt: skip
    found = scan(
        series, at=at, since=since, measures=gathered.measures,
        options=Options(false_alarms=asked.false_alarms),
        level_changes=level_changes, set_aside=config.set_aside, only_attention=asked.only_attention,
        apart=asked.apart,
    )  # fmt: skip
    return Judged(found, series, at, since, gathered.measures)


def _when(gathered: Gathered, asked: Asked, where: str) -> tuple[Period, Period]:
    if gathered.first is None or gathered.newest is None:
        raise BadFile(
            Fault(gettext_noop("There is not a single figure in it. Send one with figures."), where)
        )
    at = asked.at or gathered.newest
    if at.last_day < gathered.first.first_day:
        message = gettext_noop(
            "The figures begin in %(first)s, so nothing can be judged at %(at)s. Choose a later period."
        )
        raise BadFile(Fault(message, where, facts={"first": gathered.first, "at": at}))
    since = asked.since or at
    if since.frequency is not at.frequency or since > at:
        message = gettext_noop(
            "--since %(since)s must be a period of the same kind as %(at)s and not after it."
        )
        raise BadFile(Fault(message, where, facts={"since": since, "at": at}))
    return at, since
