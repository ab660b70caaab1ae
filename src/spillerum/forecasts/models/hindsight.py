"""How the forecasts' years went: what would have been said each month, and what came of it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from spillerum.figures.fields import PeriodField
from spillerum.money.models import AccountGroup
from spillerum.organisation.models import Unit


class YearReview(models.Model):
    """A closed year, looked back on. When its books are closed on another day, it is looked back on again."""

    year = models.PositiveSmallIntegerField(unique=True)
    closed_on = models.DateField()
    made = models.DateTimeField()

    class Meta:
        ordering = ("year",)


class Hindsight(models.Model):
    """One whole bag, from one month: what was (or would have been) said of its year, and how it ended. Øre.

    as_known: from the books as they were known that night; else, for years before the house had them, as they are now,
    cut at the month.
    """

    review = models.ForeignKey(YearReview, models.CASCADE, related_name="rows", db_index=False)
    at = PeriodField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="hindsights")
    below = models.BooleanField(default=False)  # with all those under it
    as_known = models.BooleanField()
    actual = models.BigIntegerField()
    total = models.BigIntegerField()
    low80 = models.BigIntegerField()
    high80 = models.BigIntegerField()
    low90 = models.BigIntegerField()
    high90 = models.BigIntegerField()
    straight = models.BigIntegerField()  # what is spent, as if every month were like those before it
    last_year = models.BigIntegerField(null=True)  # the total of the year before
    budget = models.BigIntegerField(null=True)  # as it was then
    said = models.CharField(max_length=5, blank=True)  # over or under, where it was sure
    ended = models.CharField(max_length=5, blank=True)  # over or under, by more than is material

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_hindsight_a_month", fields=["review", "at", "unit", "below"])
        ]


class GroupHindsight(models.Model):
    """The account groups of units, counted: how many of their years ended inside what was said in that month."""

    review = models.ForeignKey(YearReview, models.CASCADE, related_name="groups", db_index=False)
    at = PeriodField()
    group = models.ForeignKey(AccountGroup, models.PROTECT, related_name="hindsights")
    cases = models.PositiveIntegerField()
    inside80 = models.PositiveIntegerField()
    inside90 = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_group_hindsight_a_month", fields=["review", "at", "group"]),
            models.CheckConstraint(
                name="group_hindsight_counts",
                condition=Q(inside80__lte=models.F("inside90"), inside90__lte=models.F("cases")),
            ),
        ]


class HitRate(models.Model):
    """All reviewed years together, by month of the year: worked out when a year is reviewed, read by pages.

    error, straight, last_year: medians of how far off the year's total each was, as a share of it.
    """

    month = models.PositiveSmallIntegerField()  # 1-11: after that month
    below = models.BooleanField(default=False)  # of sums up the line; else of units' own bags
    cases = models.PositiveIntegerField()
    inside80 = models.PositiveIntegerField()
    inside90 = models.PositiveIntegerField()
    error = models.FloatField()
    straight = models.FloatField()
    last_year = models.FloatField(null=True)
    calls = models.PositiveIntegerField()  # said to end outside the budget
    calls_right = models.PositiveIntegerField()  # … and did, on that side
    as_known = models.PositiveIntegerField()  # of the cases: from the books as they were known

    class Meta:
        ordering = ("below", "month")
        constraints = [models.UniqueConstraint(name="one_hit_rate_a_month", fields=["month", "below"])]
