"""The room's files, as `figures` takes them in: sources of postings and of budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.figures import layouts
from spillerum.figures.models import Source
from spillerum.figures.reasons import register_reasons
from spillerum.money.intake.budgets import read_budget
from spillerum.money.intake.keeping_budgets import keep_budget
from spillerum.money.intake.keeping_postings import keep_postings
from spillerum.money.intake.postings import read_postings
from spillerum.money.intake.settling import accounts_without_a_place
from spillerum.money.reasons import MoneyReason

if TYPE_CHECKING:
    from spillerum.figures.models import Delivery


def register_layouts() -> None:
    register_reasons(MoneyReason)
    layouts.register(
        Source.Layout.POSTINGS,
        layouts.Layout(read_postings, keep_postings, _postings_told, accounts_without_a_place),
    )
    layouts.register(
        Source.Layout.BUDGET,
        layouts.Layout(read_budget, keep_budget, _budget_told, accounts_without_a_place),
    )


def _postings_told(delivery: Delivery) -> str:
    facts = {"new": delivery.new_rows, "corrections": delivery.corrections, "good": delivery.good_rows}
    return _("Received: %(good)s postings read, %(new)s of them new and %(corrections)s corrected.") % facts


def _budget_told(delivery: Delivery) -> str:
    facts = {"new": delivery.new_rows, "corrections": delivery.corrections, "good": delivery.good_rows}
    return (
        _("Received: %(good)s budget lines read, %(new)s of them new and %(corrections)s corrected.") % facts
    )
