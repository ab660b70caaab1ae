"""A leader's own course of the year, where the one worked out does not fit."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from spillerum.money.models.accounts import AccountGroup
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class Bend(models.Model):
    """How a unit's budget of a year lies over its months, said by its leader with a reason. A later one takes its place."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="bends")
    group = models.ForeignKey(AccountGroup, models.PROTECT, related_name="bends")
    year = models.PositiveSmallIntegerField()
    shares = models.JSONField()  # twelve, January first; they sum to one
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    known = models.DateTimeField()
    replaced = models.DateTimeField(null=True, blank=True)  # by another, or by the one worked out

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_bend_counts", fields=["unit", "group", "year"], condition=Q(replaced__isnull=True)
            ),
            models.CheckConstraint(
                name="bend_replaced_after_known",
                condition=Q(replaced__isnull=True) | Q(replaced__gt=F("known")),
            ),
        ]
