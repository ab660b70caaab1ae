"""The configuration of a scan (TOML): measures, groups, accepted levels, figures set aside, and reorganisations.

See docs/commands.md.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from spillerum.analysis.series import Good, Kind, MeasureSettings
from spillerum.calendar.period import NotAPeriod, Period
from spillerum.cli import _changes
from spillerum.cli._gathered import parted
from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.figures import NOT_A_PERIOD
from spillerum.exchange.refusals import not_opened

if TYPE_CHECKING:
    from pathlib import Path

    from spillerum.analysis.reorganised import Change

_TABLES = ("measures", "groups", "level_changes", "set_aside", "changes", "commitments")
_KEYS = ("kind", "good", "materiality_absolute", "materiality_relative", "lasting")


@dataclass(slots=True)
class Config:
    measures: dict[str, MeasureSettings] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    level_changes: dict[tuple[str, str], list[Period]] = field(default_factory=dict)
    set_aside: list[tuple[str, str, Period]] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)


def read(file: Path) -> Config:
    """Raises BadFile with everything that is wrong."""
    return _Reader(str(file)).read(document(file))


def document(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except OSError as wrong:
        message = gettext_noop(
            "The file cannot be opened (%(why)s). Check its name and that you may read it."
        )
        raise BadFile(Fault(message, str(file), facts={"why": not_opened(wrong)})) from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        message = gettext_noop("This is not TOML (%(why)s). Mend it there.")
        raise BadFile(Fault(message, str(file), facts={"why": wrong})) from wrong


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []

    def read(self, document: dict[str, Any]) -> Config:
        config = Config()
        for name in document:
            if name not in _TABLES:
                self._wrong(
                    gettext_noop("“%(name)s” is not known here. Known are: %(known)s."),
                    name=name,
                    known=", ".join(_TABLES),
                )
        for name, given in self._table(document, "measures").items():
            config.measures[name] = self._measure(name, given)
        for unit, some in self._table(document, "groups").items():
            named = some if isinstance(some, list) else [some]
            config.groups[unit] = parted("|".join(str(group) for group in named))
        for entry in document.get("level_changes", []):
            if (found := self._place(entry, "from")) is not None:
                config.level_changes.setdefault(found[:2], []).append(found[2])
        config.set_aside = [
            found
            for entry in document.get("set_aside", [])
            if (found := self._place(entry, "period")) is not None
        ]
        config.changes, wrong = _changes.read(document.get("changes", []), self.file)
        self.faults += wrong
        if self.faults:
            raise BadFile(*self.faults)
        return config

    def _table(self, document: dict[str, Any], name: str) -> dict[str, Any]:
        found = document.get(name, {})
        if isinstance(found, dict):
            return found
        self._wrong(
            gettext_noop("“%(name)s” must be a table: write [%(name)s] on a line of its own."), name=name
        )
        return {}

    def _measure(self, name: str, given: Any) -> MeasureSettings:
        if not isinstance(given, dict):
            self._wrong(
                gettext_noop("“%(name)s” must be a table: write [%(name)s] on a line of its own."),
                name=f"measures.{name}",
            )
            return MeasureSettings()
        for key in given:
            if key not in _KEYS:
                self._wrong(
                    gettext_noop("“%(name)s” is not known here. Known are: %(known)s."),
                    name=key,
                    known=", ".join(_KEYS),
                )
        lasting = self._number(given, "lasting")
        return MeasureSettings(
            kind=Kind(self._one_of(given, "kind", list(Kind)) or Kind.COUNT),
            good=Good(found) if (found := self._one_of(given, "good", list(Good))) else None,
            materiality_absolute=self._number(given, "materiality_absolute"),
            materiality_relative=self._number(given, "materiality_relative"),
            lasting=max(1, int(lasting)) if lasting else 1,
        )

    def _one_of(self, given: dict[str, Any], key: str, known: list[Kind] | list[Good]) -> str | None:
        found = given.get(key)
        if found is None or found in [one.value for one in known]:
            return found
        message = gettext_noop("“%(name)s” is not known here. Known are: %(known)s.")
        self._wrong(message, name=f"{key} = {found}", known=", ".join(one.value for one in known))
        return None

    def _number(self, given: dict[str, Any], key: str) -> float | None:
        found = given.get(key)
        if found is None or (isinstance(found, int | float) and not isinstance(found, bool) and found >= 0):
            return None if found is None else float(found)
        self._wrong(
            gettext_noop("“%(name)s” must be a number, zero or more. Correct it."), name=f"{key} = {found}"
        )
        return None

    def _place(self, entry: Any, key: str) -> tuple[str, str, Period] | None:
        try:
            return str(entry["unit"]), str(entry["measure"]), Period.parse(str(entry[key]))
        except (KeyError, TypeError):
            self._wrong(
                gettext_noop("Each entry needs unit, measure and %(name)s. Add what is missing."), name=key
            )
        except NotAPeriod:
            self._wrong(NOT_A_PERIOD, text=entry[key])
        return None

    def _wrong(self, message: str, **facts: object) -> None:
        self.faults.append(Fault(message, self.file, facts=facts))
