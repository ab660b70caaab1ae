"""Years that will probably end outside their budgets, and what each month's forecast said of them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spillerum.figures.fields import PeriodField
from spillerum.forecasts.models.outlooks import Forecast
from spillerum.matters.models import Matter
from spillerum.organisation.models import Unit


class BudgetDeviation(models.Model):
    """A unit's whole bag (or, without a unit, what presses on all siblings under `group`) in one year: one matter."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="budget_deviation")
    year = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="budget_deviations")
    group = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="common_budget_deviations"
    )  # whose siblings it was judged among
    direction = models.CharField(max_length=5, choices=[("over", _("over")), ("under", _("under"))])
    first_at = PeriodField()  # the month it was found from
    could_be_known = models.DateTimeField()  # when a forecast was sure of it for the first time
    was_handed_up = models.BooleanField(default=False)  # from then on the director sees it
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="budget_deviation_is_somewhere", condition=Q(unit__isnull=False) | Q(group__isnull=False)
            ),
            models.UniqueConstraint(
                name="one_open_budget_deviation_a_unit",
                fields=["year", "unit"],
                condition=Q(ended=False, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_pressure_a_group",
                fields=["year", "group"],
                condition=Q(ended=False, unit__isnull=True),
            ),
        ]

    @property
    def place(self) -> Unit:
        place = self.unit or self.group
        if place is None:
            raise AssertionError("the constraint budget_deviation_is_somewhere says so")
        return place


class BudgetFinding(models.Model):
    """The evidence from one month, as its newest forecast had it (forecasts.evidence)."""

    deviation = models.ForeignKey(BudgetDeviation, models.PROTECT, related_name="findings")
    forecast = models.ForeignKey(Forecast, models.PROTECT, related_name="findings")
    at = PeriodField()
    off = models.BooleanField()
    evidence = models.JSONField()

    class Meta:
        ordering = ("at",)
        constraints = [models.UniqueConstraint(name="one_budget_finding_a_month", fields=["deviation", "at"])]
