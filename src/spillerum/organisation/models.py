"""Units in time, their ties, their succession, and the seats of posts."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spillerum.people.models import Post

if TYPE_CHECKING:
    from collections.abc import Iterator


def valid_on(day: date, path: str = "") -> Q:
    """A row with `first_day` and `last_day` (behind `path`, such as “unit__”) counts that day."""
    begun = Q(**{f"{path}first_day__isnull": True}) | Q(**{f"{path}first_day__lte": day})
    return begun & (Q(**{f"{path}last_day__isnull": True}) | Q(**{f"{path}last_day__gte": day}))


def upwards(start: int, parents: dict[int, int]) -> Iterator[int]:
    """The unit and those above it, nearest first; a ring in the line is walked once."""
    seen: set[int] = set()
    at: int | None = start
    while at is not None and at not in seen:
        yield at
        seen.add(at)
        at = parents.get(at)


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
                condition=Q(last_day__isnull=True)
                | Q(first_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def posts_in_line(self, on: date) -> frozenset[int]:
        """The posts at the unit or above it in the line that day; once it has ended, those over its successors too."""
        line = set(self._line(on))
        if self.last_day is not None and self.last_day < on:
            for succession in self.successions.select_related("successor"):
                line |= set(succession.successor._line(on))  # noqa: SLF001 -- one unit asks another
        return frozenset(Seat.objects.filter(unit__in=line).values_list("post_id", flat=True))

    def _line(self, on: date) -> Iterator[int]:
        """The unit and those above it, on the nearest day on which it counts."""
        day = min(max(on, self.first_day or on), self.last_day or date.max)
        return upwards(self.pk, Tie.objects.parents(day))


class Ties(models.Manager["Tie"]):
    def valid(self, on: date) -> models.QuerySet[Tie]:
        """Ties that count that day, between units that do; of two of a kind the later comes last."""
        counts = valid_on(on) & valid_on(on, "unit__") & valid_on(on, "above__")
        return self.filter(counts).order_by(F("first_day").asc(nulls_first=True), "pk")

    def parents(self, on: date) -> dict[int, int]:
        return dict(self.valid(on).filter(kind=TieKind.LINE).values_list("unit_id", "above_id"))


class Tie(models.Model):
    """`unit` lies under `above`, in one sense of the word, from a day to a day."""

    kind = models.CharField(max_length=20, choices=TieKind.choices)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="ties_up")
    above = models.ForeignKey(Unit, models.PROTECT, related_name="ties_down")
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    objects: ClassVar[Ties] = Ties()

    class Meta:
        constraints = [
            models.CheckConstraint(name="unit_is_not_above_itself", condition=~Q(unit=F("above"))),
            models.CheckConstraint(
                name="tie_ends_after_it_begins",
                condition=Q(last_day__isnull=True)
                | Q(first_day__isnull=True)
                | Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(
                name="one_open_line_upwards", fields=["unit"], condition=Q(kind="line", last_day__isnull=True)
            ),
        ]


class Succession(models.Model):
    """`successor` carries on from `predecessor` from a day.

    One and one is a new unit in the place of an old, several before a merger, several after a split. A predecessor
    that has not ended has given a part away and goes on.
    """

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="precessions")
    day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_does_not_succeed_itself", condition=~Q(predecessor=F("successor"))
            ),
            models.UniqueConstraint(name="succession_once", fields=["predecessor", "successor"]),
        ]


class Seat(models.Model):
    """A post sits at a unit."""

    post = models.OneToOneField(Post, models.PROTECT, related_name="seat")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="seats")

    def __str__(self) -> str:
        """The post's title and its unit, unless the title names the unit already."""
        title, unit = self.post.title, self.unit.name
        return title if f" {unit.casefold()} " in f" {title.casefold()} " else f"{title}, {unit}"


class Draft(models.Model):
    """A file of units somebody has sent in, kept whole while they look at what it changes."""

    file = models.CharField(max_length=200)
    content = models.BinaryField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent = models.DateTimeField()
    applied = models.DateTimeField(null=True, blank=True)
