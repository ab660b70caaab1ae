"""Deeds that say what is counted, where it comes from, and what happened when. Each may be said again, changed or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext as _

from spillerum.figures.errors import FigureError
from spillerum.figures.models import Event, Measure, Source
from spillerum.matters.services import record

if TYPE_CHECKING:
    from datetime import date

    from spillerum.organisation.models import Unit
    from spillerum.people.models import Post

Row = TypeVar("Row", bound=models.Model)


class NotDefinable(FigureError):
    """A measure, source or event cannot be as it is written."""


def define_measure(*, key: str, owner: Post, **fields: Any) -> Measure:
    """The measure of that key, as said now. Raises NotDefinable with a sentence for each field that cannot be so."""
    measure = Measure.objects.filter(key=key).first() or Measure(key=key)
    return _define(measure, f"measure {key}", "define_measure", owner=owner, **fields)


def define_source(*, name: str, owner: Post, **fields: Any) -> Source:
    """The source of that name, as said now. Raises NotDefinable."""
    source = Source.objects.filter(name=name).first() or Source(name=name)
    return _define(source, f"source {name}", "define_source", owner=owner, **fields)


def tell_event(
    *,
    text_da: str,
    text_en: str,
    first_day: date,
    last_day: date | None = None,
    unit: Unit | None = None,
    measure: Measure | None = None,
) -> Event:
    """Something dated that people know of. The same event told twice stands once; its end may be told later."""
    same = {"unit": unit, "measure": measure, "first_day": first_day, "text_da": text_da}
    event = Event.objects.filter(**same).first() or Event(**same)
    return _define(event, f"event {text_da}", "tell_event", text_en=text_en, last_day=last_day)


def _define(row: Row, about: str, what: str, **fields: Any) -> Row:
    changed = {name for name, value in fields.items() if row.pk is None or getattr(row, name) != value}
    for name in changed:
        setattr(row, name, fields[name])
    if not changed:
        return row
    try:
        row.full_clean()
    except ValidationError as wrong:
        raise NotDefinable(
            _("%(about)s: %(faults)s") % {"about": about, "faults": _sentences(wrong)}
        ) from wrong
    with transaction.atomic():
        row.save()
        record(about=about[:80], what=what, data={name: str(fields[name]) for name in sorted(changed)})
    return row


def _sentences(wrong: ValidationError) -> str:
    return " ".join(f"{name}: {' '.join(faults)}" for name, faults in wrong.message_dict.items())
