"""The rules as a sheet a controller can read: account, cost centre, unit, group, note; the first row that matches counts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language, gettext

from spillerum.exchange.faults import BadFile, Fault, gettext_noop
from spillerum.exchange.reading import read_table
from spillerum.exchange.table import named, text
from spillerum.exchange.writing import write
from spillerum.figures.naming import folded
from spillerum.money.errors import UnusableRules
from spillerum.money.intake.accounts import units_by_name
from spillerum.money.intake.columns import places
from spillerum.money.models import AccountGroup, AccountRule
from spillerum.money.rules import ANY, Rule

if TYPE_CHECKING:
    from spillerum.exchange.table import Table, TableRow
    from spillerum.exchange.writing import Format

RULES = {
    "account": ("account", "konto", "kontostreng"),
    "cost_centre": ("cost centre", "cost center", "omkostningssted"),
    "unit": ("unit", "enhed"),
    "group": ("group", "gruppe", "kontogruppe"),
    "note": ("note", "bemærkning"),
}
ASIDE = ("set aside", "holdt udenfor")
_NO_UNIT = gettext_noop("There is no unit called “%(name)s”. Leave it empty where the cost centre names it.")
_NO_GROUP = gettext_noop(
    "There is no account group called “%(name)s”. There are: %(names)s; or write “set aside”."
)
_NEITHER = gettext_noop("Write which accounts it is about: an account, a cost centre, or * for any.")


def read_rules(filename: str, content: bytes) -> list[Rule]:
    """Raises UnusableRules with every fault in a sentence."""
    try:
        table = read_table(content, filename)
        where = places(table, RULES, ("account", "cost_centre"), ("group",))
    except BadFile as wrong:
        raise UnusableRules(*(fault.sentence(gettext) for fault in wrong.faults)) from wrong
    sheet = _Sheet(table, where)
    rules = [rule for row in table.rows if (rule := sheet.rule(row)) is not None]
    if sheet.faults:
        raise UnusableRules(*(fault.sentence(gettext) for fault in sheet.faults))
    return rules


def write_rules(form: Format) -> bytes:
    """The rules that count now, as `read_rules` reads them."""
    danish = get_language() != "en"
    names = {key: aliases[1 if danish and len(aliases) == 2 else 0] for key, aliases in RULES.items()}
    names |= {"account": "konto", "cost_centre": "omkostningssted", "group": "gruppe"} if danish else {}
    rows = [
        {
            names["account"]: rule.text,
            names["cost_centre"]: rule.cost_centre,
            names["unit"]: rule.unit.name if rule.unit else "",
            names["group"]: rule.group.key if rule.group else ASIDE[danish],
            names["note"]: rule.note,
        }
        for rule in AccountRule.objects.filter(replaced__isnull=True).select_related("unit", "group")
    ]
    return write(rows, dict.fromkeys(names.values(), str), form)


class _Sheet:
    def __init__(self, table: Table, where: dict[str, int]) -> None:
        self.table, self.where = table, where
        self.faults: list[Fault] = list(table.faults)
        self.units = units_by_name()
        groups = list(AccountGroup.objects.all())
        self.groups = {folded(name): group.pk for group in groups for name in (group.name_da, group.name_en)}
        self.groups |= {folded(group.key): group.pk for group in groups}
        self.keys = ", ".join(group.key for group in groups) or "–"

    def rule(self, row: TableRow) -> Rule | None:
        before = len(self.faults)
        account, centre = self._cell(row, "account"), self._cell(row, "cost_centre")
        if not account and not centre:
            self._wrong(_NEITHER, row)
        aside = folded(self._cell(row, "group")) in ASIDE
        group = None if aside else self._group(row)
        unit = None if aside else self._unit(row)
        if len(self.faults) > before:
            return None
        return Rule(account or ANY, centre or ANY, unit, group, self._cell(row, "note")[:200])

    def _cell(self, row: TableRow, column: str) -> str:
        place = self.where.get(column)
        return "" if place is None else text(row.cells[place])

    def _unit(self, row: TableRow) -> int | None:
        name = named(self._cell(row, "unit"))
        if name and folded(name) not in self.units:
            self._wrong(_NO_UNIT, row, name=name)
        return self.units.get(folded(name))

    def _group(self, row: TableRow) -> int | None:
        name = named(self._cell(row, "group"))
        if folded(name) not in self.groups:
            self._wrong(_NO_GROUP, row, name=name, names=self.keys)
        return self.groups.get(folded(name))

    def _wrong(self, message: str, row: TableRow, **facts: str) -> None:
        self.faults.append(
            Fault(message, self.table.file, row=row.number, sheet=self.table.sheet, facts=facts)
        )
