"""Units in time, their ties, their succession, and the seats of posts."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spillerum.people.models import Post


class TieKind(models.TextChoices):
    LINE = "line", _("line")  # who is above whom
    SIBLINGS = "siblings", _("siblings")  # units to be seen beside one another, gathered under `above`


class Unit(models.Model):
    """A node of the organisation, valid from a day and to a day when that is known."""

    uuid = models.UUIDField(unique=True, default=uuid.uuid4)
    name = models.CharField(max_length=200, db_index=True)
    kind = models.CharField(max_length=80, blank=True)
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.CheckConstraint(
                name="unit_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(first_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Tie(models.Model):
    """`unit` lies under `above`, in one sense of the word, from a day to a day."""

    kind = models.CharField(max_length=20, choices=TieKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ties_up")
    above = models.ForeignKey(Unit, models.PROTECT, related_name="ties_down")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="unit_is_not_above_itself", condition=~Q(unit=F("above"))),
            models.CheckConstraint(
                name="tie_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(first_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(
                name="one_open_line_upwards", fields=["unit"], condition=Q(kind="line", last_day__isnull=True)
            ),
        ]


class Succession(models.Model):
    """`successor` carries on from `predecessor` from a day: a rename, a merger (several before) or a split (several after)."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="precessions")
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="unit_does_not_succeed_itself", condition=~Q(predecessor=F("successor"))),
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
        ]


class Seat(models.Model):
    """A post sits at a unit."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="seat")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")
