"""What the politicians set: money for a part of the organisation, and what may be carried into the next year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from spillerum.organisation.models import Unit


class Frame(models.Model):
    """A political frame over a unit and all below it, for some years.

    Carry-over: of a surplus the share `surplus_kept`, at most `surplus_most` of the year's budget; a deficit goes along
    when `deficit_carried`.
    """

    name = models.CharField(max_length=120)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="frames")
    first_year = models.PositiveSmallIntegerField()
    last_year = models.PositiveSmallIntegerField(null=True, blank=True)
    limit = models.BigIntegerField(null=True, blank=True)  # øre a year, where one is set
    surplus_kept = models.DecimalField(max_digits=5, decimal_places=4, default="1")
    surplus_most = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    deficit_carried = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = [
            models.UniqueConstraint(name="frame_once", fields=["unit", "name", "first_year"]),
            models.CheckConstraint(
                name="frame_ends_after_it_begins",
                condition=Q(last_year__isnull=True) | Q(last_year__gte=F("first_year")),
            ),
            models.CheckConstraint(
                name="frame_keeps_a_share",
                condition=Q(surplus_kept__gte=0, surplus_kept__lte=1)
                & (Q(surplus_most__isnull=True) | Q(surplus_most__gte=0)),
            ),
        ]

    def __str__(self) -> str:
        return self.name
