"""What each forecast said of each bag."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from spillerum.figures.fields import PeriodField
from spillerum.money.models import AccountGroup
from spillerum.organisation.models import Unit


class Forecast(models.Model):
    """One look at a year's end, from the end of the month `at`: the proof that somebody looked.

    The newest of a month keeps its outlooks; those before it are gone, as the books they stood on were corrected.
    """

    year = models.PositiveSmallIntegerField()
    at = PeriodField()  # the last month whose postings were used
    made = models.DateTimeField()
    known = models.DateTimeField()  # on the books as they were known then
    gaps = models.JSONField(default=list)  # months of the year in which nobody's postings have come

    class Meta:
        ordering = ("made", "pk")
        indexes = [models.Index(name="forecast_by_month", fields=["year", "at"])]


class Outlook(models.Model):
    """How one bag's year will end, as one forecast said it. Amounts are øre; empty where nothing can be said.

    Without a group it is the whole bag; with `below`, the unit's and all those under it, added up in each simulated
    world. `total` leaves out what a plan promises; `planned` is that, in the months still to come.
    """

    class Says(models.TextChoices):
        """As money.verdict has them."""

        QUIET = "quiet", _("within the budget")
        OVER = "over", _("over the budget")
        UNDER = "under", _("under the budget")
        NO_BUDGET = "no_budget", _("has no budget")
        TOO_SHORT = "too_short", _("too short to judge")
        MISSING = "missing", _("missing")

    forecast = models.ForeignKey(Forecast, models.CASCADE, related_name="outlooks", db_index=False)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="outlooks")
    group = models.ForeignKey(AccountGroup, models.PROTECT, null=True, blank=True, related_name="outlooks")
    below = models.BooleanField(default=False)
    says = models.CharField(max_length=10, choices=Says.choices)
    budget = models.BigIntegerField(null=True)
    spent = models.BigIntegerField(default=0)  # in the months up to the forecast's
    total = models.BigIntegerField(null=True)
    low80 = models.BigIntegerField(null=True)
    high80 = models.BigIntegerField(null=True)
    low90 = models.BigIntegerField(null=True)
    high90 = models.BigIntegerField(null=True)
    p_over = models.FloatField(null=True)  # of ending outside by more than is material
    p_under = models.FloatField(null=True)
    committed = models.BigIntegerField(default=0)  # in the total: known to come in the months left
    assumed = models.BigIntegerField(
        default=0
    )  # in the total: budgets of groups without postings, as budgeted
    planned = models.BigIntegerField(default=0)  # not in the total
    planned_over = models.FloatField(null=True)  # as p_over, with what is planned
    planned_under = models.FloatField(null=True)
    own_over = models.FloatField(null=True)  # as p_over, without what most siblings share
    own_under = models.FloatField(null=True)
    laid = models.JSONField(default=list)  # of a whole bag: the budget by month, twelve; empty without one
    years = models.PositiveSmallIntegerField(default=0)  # whole earlier years known
    thin = models.CharField(max_length=20, blank=True)  # why it is more uncertain than its interval
    siblings = models.PositiveSmallIntegerField(default=0)  # others that are judged
    alike = models.PositiveSmallIntegerField(default=0)  # … and of which the same is said
    quiet = models.PositiveSmallIntegerField(default=0)  # … and that are within their budgets
    since = models.DateTimeField(null=True)  # over or under: since when the forecasts have been sure of it

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_outlook_a_bag", fields=["forecast", "unit", "group", "below"]),
            models.UniqueConstraint(
                name="one_outlook_a_whole_bag",
                fields=["forecast", "unit", "below"],
                condition=Q(group__isnull=True),
            ),
        ]

    @property
    def planned_total(self) -> int | None:
        """With what a plan promises."""
        return None if self.total is None else self.total + self.planned

    def room(self, budget: int | None) -> tuple[int, int, int] | None:
        """Spillerum i kroner: what the budget (øre) is expected to leave, and the ends of its interval of 80 %.

        None where nothing can be said, and where not all of it has a budget.
        """
        if budget is None or self.says == self.Says.NO_BUDGET:
            return None
        if self.total is None or self.low80 is None or self.high80 is None:
            return None
        return budget - self.total, budget - self.high80, budget - self.low80
