"""What some units have agreed to save together, each its own share, and how each year went."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spillerum.matters.models import Matter
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class Saving(models.Model):
    """So much of what is spent, less each year than the year before, for some years.

    rate: the share saved a year, .01 for 1 %; it adds up, so that the third year is 3 % below the base year.
    price_growth: what prices and wages are expected to rise a year; the base year is carried forward by it.
    """

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="saving")
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=120)
    reason = models.CharField(max_length=300)
    rate = models.DecimalField(max_digits=6, decimal_places=5)
    price_growth = models.DecimalField(max_digits=6, decimal_places=5, default="0")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField()
    proposer = models.ForeignKey(Unit, models.PROTECT, related_name="savings_proposed")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="saving_saves_something", condition=Q(rate__gt=0, rate__lte="0.2")),
            models.CheckConstraint(
                name="saving_ends_after_it_begins", condition=Q(last_year__gte=F("first_year"))
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def base_year(self) -> int:
        return self.first_year - 1


class Member(models.Model):
    """A unit that was asked, and the share it takes on. base: its budget of the base year when it was asked, in øre."""

    saving = models.ForeignKey(Saving, models.PROTECT, related_name="members")
    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="member"
    )  # empty: whoever proposed it has said yes
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="savings")
    base = models.BigIntegerField()
    rate = models.DecimalField(max_digits=6, decimal_places=5)  # a year, as `Saving.rate`
    joined = models.BooleanField(null=True)  # empty: not answered

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="member_once", fields=["saving", "unit"]),
            models.CheckConstraint(name="member_shares_something", condition=Q(base__gt=0, rate__gte=0)),
        ]


class SavingYear(models.Model):
    """How a year went, said once when its books had closed: what was to be saved and what was, in øre."""

    saving = models.ForeignKey(Saving, models.PROTECT, related_name="years")
    year = models.PositiveSmallIntegerField()
    goal = models.BigIntegerField()
    saved = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta:
        ordering = ("year",)
        constraints = [models.UniqueConstraint(name="saving_year_once", fields=["saving", "year"])]

    @property
    def met(self) -> bool:
        return self.saved >= self.goal
