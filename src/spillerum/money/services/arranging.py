"""Account groups and political frames are set. Each may be set again, changed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from spillerum.money.access import MoneyPermission
from spillerum.money.errors import NotDefinable
from spillerum.money.models import AccountGroup, Frame
from spillerum.money.services.deed import deed, note_down

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

Row = TypeVar("Row", bound=models.Model)


def define_group(
    *,
    viewer: Viewer | None,
    key: str,
    plan: Sequence[float] = (),
    at: datetime | None = None,
    **fields: Any,
) -> AccountGroup:
    """The account group of that key, as said now. plan: twelve shares that sum to 1. Raises NotDefinable."""
    if plan and (len(plan) != 12 or abs(sum(plan) - 1) > 1e-6):
        raise NotDefinable(_("A plan is twelve shares, one a month, that sum to 1."))
    if fields.get("method") == AccountGroup.Method.PLAN and not plan:
        raise NotDefinable(_("Write the plan: twelve shares, one a month, that sum to 1."))
    with deed(viewer, MoneyPermission.ARRANGE):
        group = AccountGroup.objects.filter(key=key).first() or AccountGroup(key=key)
        return _define(group, f"group {key}", "define_group", viewer, at, plan=list(plan), **fields)


def define_frame(
    *,
    viewer: Viewer | None,
    name: str,
    unit: Unit,
    first_year: int,
    at: datetime | None = None,
    **fields: Any,
) -> Frame:
    """The frame of that name over the unit from that year, as said now. Raises NotDefinable."""
    same = {"name": name, "unit": unit, "first_year": first_year}
    with deed(viewer, MoneyPermission.ARRANGE):
        frame = Frame.objects.filter(**same).first() or Frame(**same)
        return _define(frame, f"frame {name}", "define_frame", viewer, at, **fields)


def _define(
    row: Row, about: str, what: str, viewer: Viewer | None, at: datetime | None, **fields: Any
) -> Row:
    changed = {name for name, value in fields.items() if row.pk is None or getattr(row, name) != value}
    if row.pk is not None and not changed:
        return row
    for name in changed:
        setattr(row, name, fields[name])
    try:
        row.full_clean()
    except ValidationError as wrong:
        faults = " ".join(f"{name}: {' '.join(said)}" for name, said in wrong.message_dict.items())
        raise NotDefinable(f"{about}: {faults}") from wrong
    row.save()
    data = {name: str(fields[name]) for name in sorted(changed)}
    note_down(about, what, viewer, at, data=data)
    return row
