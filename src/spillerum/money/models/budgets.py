"""Budget lines: the original, and each change with its day, kind and reason."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spillerum.figures.models import Delivery, Source
from spillerum.money.models.accounts import Account, AccountGroup
from spillerum.money.models.frames import Frame
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class BudgetLine(models.Model):
    """An amount given for a year: to an account, or straight to a unit's account group.

    The same reference of the same source and year, known later with other content, is a correction: the earlier row is
    kept and says when it was replaced. Nothing else of a row ever changes.
    """

    class Kind(models.TextChoices):
        ORIGINAL = "original", _("original budget")
        SUPPLEMENTARY = "supplementary", _("supplementary grant")
        TRANSFER = "transfer", _("transfer")
        CARRIED = "carried", _("carried over")
        CORRECTION = "correction", _("correction")

    source = models.ForeignKey(Source, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    reference = models.CharField(max_length=200)
    year = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    group = models.ForeignKey(
        AccountGroup, models.PROTECT, null=True, blank=True, related_name="budget_lines"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ORIGINAL)
    amount = models.BigIntegerField()  # øre
    day = models.DateField()  # from when it counts
    reason = models.CharField(max_length=400, blank=True)
    frame = models.ForeignKey(Frame, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="budget_lines")
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    known = models.DateTimeField()
    replaced = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(name="budget_by_account", fields=["account", "year"])]
        constraints = [
            models.UniqueConstraint(
                name="one_budget_line_counts",
                fields=["source", "year", "reference"],
                condition=Q(replaced__isnull=True, source__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_own_budget_line_counts",
                fields=["year", "reference"],
                condition=Q(replaced__isnull=True, source__isnull=True),
            ),
            models.CheckConstraint(
                name="budget_is_for_an_account_or_a_unit",
                condition=Q(account__isnull=False, unit__isnull=True, group__isnull=True)
                | Q(account__isnull=True, unit__isnull=False, group__isnull=False),
            ),
            models.CheckConstraint(
                name="budget_line_replaced_after_known",
                condition=Q(replaced__isnull=True) | Q(replaced__gt=F("known")),
            ),
        ]
