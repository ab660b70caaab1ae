"""What people answer when a year will end outside its budget, and what they know of months to come."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from spillerum.calendar.now import now, today
from spillerum.deviations.services import answer
from spillerum.forecasts.access import HANDED_TO_DIRECTOR, ForecastPermission
from spillerum.forecasts.books import ORE
from spillerum.forecasts.due import closing_day, first_month
from spillerum.forecasts.errors import NotAMonth, YearIsClosed
from spillerum.forecasts.models import Commitment, Outlook
from spillerum.forecasts.queries import commitments_of
from spillerum.matters.services import record
from spillerum.people.access import require

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from uuid import UUID

    from spillerum.forecasts.models import BudgetDeviation
    from spillerum.matters.models import Entry, Matter
    from spillerum.money.models import AccountGroup
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

HALF_A_YEAR = 182  # days a known cause without an end is left in peace


def explain(
    *,
    viewer: Viewer,
    matter: Matter,
    text: str,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Entry:
    """The cause is known, from a day and perhaps to a day. Left in peace until then, or for half a year."""
    require(viewer, _answers(matter), matter)
    day = last_day or today() + timedelta(days=HALF_A_YEAR)
    return answer(viewer, matter, "explain", text, until=day, first_day=first_day, last_day=last_day)


def plan(
    *, viewer: Viewer, matter: Matter, text: str, back_by: date, effects: Mapping[int, int] | None = None
) -> Entry:
    """What is done, when the forecast should be within the budget again, and what it brings by month (øre, below nought
    for what is saved). The forecast shows it beside the total; a new plan takes the place of the one before."""
    require(viewer, _answers(matter), matter)
    return _plan(viewer, matter, "plan", text, back_by, effects)


def agree(
    *, viewer: Viewer, matter: Matter, text: str, back_by: date, effects: Mapping[int, int] | None = None
) -> Entry:
    """What director and leader agreed on, as a plan."""
    require(viewer, ForecastPermission.HELP, matter)
    return _plan(viewer, matter, "agree", text, back_by, effects)


def ask(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The director is asked, and leaders among the siblings see the question."""
    require(viewer, ForecastPermission.ANSWER, matter)
    return answer(viewer, matter, "ask", text)


def ask_for(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The budget does not fit the task: the director is asked for another."""
    require(viewer, ForecastPermission.ANSWER, matter)
    return answer(viewer, matter, "ask_for", text)


def doubt(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The books are wrong: whoever owns them looks, and silence means that the word counts."""
    require(viewer, _answers(matter), matter)
    return answer(viewer, matter, "doubt", text)


def trust(*, viewer: Viewer, matter: Matter, text: str = "") -> Entry:
    """The director leaves it to the leader."""
    require(viewer, ForecastPermission.HELP, matter)
    return answer(viewer, matter, "trust", text)


def stand(*, viewer: Viewer, matter: Matter, text: str) -> Entry:
    """The data owner has looked: the books are right, and whoever answers is asked again."""
    require(viewer, ForecastPermission.CHECK, matter)
    return answer(viewer, matter, "stand", text)


def correct(*, viewer: Viewer, matter: Matter, text: str, back_by: date) -> Entry:
    """The data owner has looked: the books are wrong, and will be corrected by a day."""
    require(viewer, ForecastPermission.CHECK, matter)
    return answer(viewer, matter, "correct", text, until=back_by, last_day=back_by)


def commit(
    *,
    viewer: Viewer,
    key: UUID,
    unit: Unit,
    year: int,
    months: Mapping[int, int],
    kind: str,
    reason: str,
    group: AccountGroup | None = None,
) -> list[Commitment]:
    """Say what is known: øre by month (1-12) of a year. Sent twice, it is said once."""
    require(viewer, ForecastPermission.COMMIT, unit)
    _open_year(year)
    if kind == Commitment.Kind.PLANNED:
        raise NotAMonth(_("What a plan should bring is said with the plan, in its matter."))
    with transaction.atomic():
        if there := list(Commitment.objects.filter(key=key)):
            return there
        made = _commitments(viewer, key, unit, year, months, kind=kind, reason=reason, group=group)
        facts = {"year": year, "kind": kind, "amount": sum(months.values()), "months": sorted(months)}
        record(about=f"unit:{unit.pk}", what="committed", by=viewer.user, note=reason.strip(), data=facts)
    return made


def withdraw(*, viewer: Viewer, commitment: Commitment, text: str = "") -> None:
    """It does not come after all, or was said wrongly: every month that was said with it is taken back."""
    require(viewer, ForecastPermission.COMMIT, commitment.unit)
    with transaction.atomic():
        rows = Commitment.objects.filter(key=commitment.key, withdrawn__isnull=True)
        if rows.update(withdrawn=now()):
            facts = {"year": commitment.year, "kind": commitment.kind}
            record(
                about=f"unit:{commitment.unit_id}",
                what="withdrew_commitment",
                by=viewer.user,
                note=text.strip() or commitment.reason,
                data=facts,
            )


def keep_up(*, matter: Matter) -> None:
    """What the matter's new state means for the deviation's own row, whoever made the move: part of the move."""
    deviation = matter.budget_deviation
    if matter.state in HANDED_TO_DIRECTOR:
        deviation.was_handed_up = True
    deviation.ended = not matter.is_open
    deviation.save(update_fields=["was_handed_up", "ended"])
    if deviation.ended:  # what a plan was to bring belongs to its matter
        matter.commitments.filter(kind=Commitment.Kind.PLANNED, withdrawn__isnull=True).update(
            withdrawn=now()
        )


def _answers(matter: Matter) -> ForecastPermission:
    return ForecastPermission.ANSWER_PRESSURE if matter.kind == "pressure" else ForecastPermission.ANSWER


def _plan(
    viewer: Viewer, matter: Matter, name: str, text: str, back_by: date, effects: Mapping[int, int] | None
) -> Entry:
    deviation = matter.budget_deviation
    with transaction.atomic():
        amount = sum((effects or {}).values())
        said = {"amount": amount} if amount else {}
        entry = answer(viewer, matter, name, text, until=back_by, last_day=back_by, **said)
        matter.commitments.filter(withdrawn__isnull=True).update(withdrawn=now())
        if effects and deviation.unit is not None:
            _commitments(
                viewer, uuid4(), deviation.unit, deviation.year, effects,
                kind=Commitment.Kind.PLANNED, reason=text, matter=matter,
            )  # fmt: skip
        _show_plan(deviation)
    return entry


def _show_plan(deviation: BudgetDeviation) -> None:
    """At once, beside what the newest forecast said; the chances with it come with the next one."""
    finding = deviation.findings.order_by("-at").first()
    if finding is None or deviation.unit_id is None:
        return
    counts = commitments_of(deviation.unit_id, deviation.year).filter(kind=Commitment.Kind.PLANNED)
    ore = sum(one.amount for one in counts if first_month(one.year) + (one.month - 1) > finding.at)
    finding.evidence.pop("planned", None)
    if ore:
        finding.evidence["planned"] = {"amount": ore / ORE, "p_over": None, "p_under": None}
    finding.save(update_fields=["evidence"])
    rows = Outlook.objects.filter(forecast=finding.forecast, unit=deviation.unit_id, group=None, below=False)
    rows.update(planned=ore, planned_over=None, planned_under=None)


def _commitments(
    viewer: Viewer, key: UUID, unit: Unit, year: int, months: Mapping[int, int], **fields: Any
) -> list[Commitment]:
    if not any(months.values()) or any(not 1 <= month <= 12 for month in months):
        raise NotAMonth(_("Write an amount for at least one month."))
    fields["reason"] = fields["reason"].strip()[:300]
    return Commitment.objects.bulk_create(
        Commitment(
            key=key, unit=unit, year=year, month=month, amount=ore, by=viewer.user, known=now(), **fields
        )
        for month, ore in sorted(months.items())
        if ore
    )


def _open_year(year: int) -> None:
    if closing_day(year) < today():
        raise YearIsClosed(
            _("The books of %(year)s are closed. Choose a year that is open.") % {"year": year}
        )
