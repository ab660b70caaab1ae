"""When a year's books close."""

from __future__ import annotations

from django.db import models


class FinancialYear(models.Model):
    """A calendar year's books. After `closes_on` nothing more goes in; without it, or without a row, they are open."""

    year = models.PositiveSmallIntegerField(unique=True)
    closes_on = models.DateField(null=True, blank=True)  # the last day of the supplementary period

    class Meta:
        ordering = ("year",)

    def __str__(self) -> str:
        return str(self.year)
