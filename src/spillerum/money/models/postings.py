"""Postings: what was spent and received, line by line, as the books say it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from spillerum.figures.models import Delivery, Source
from spillerum.money.models.accounts import Account


class Posting(models.Model):
    """One line of the books. Money out is positive, a credit note or income negative.

    `year` and `month` are those of the accounts: a posting of January may belong to the year before it. The same number
    of the same source and year, known later with other content, is a correction: the earlier row is kept and says when
    it was replaced. Nothing else of a row ever changes.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="postings", db_index=False)
    number = models.CharField(max_length=80)
    account = models.ForeignKey(Account, models.PROTECT, related_name="postings", db_index=False)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()  # 1-12, in the year
    day = models.DateField()
    amount = models.BigIntegerField()  # øre
    text = models.CharField(max_length=200, blank=True)
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="postings", db_index=False)
    known = models.DateTimeField()
    replaced = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [  # all that a sum needs, so that the rows themselves are not read
            models.Index(
                name="posting_sums", fields=["account", "year", "month", "amount", "known", "replaced"]
            )
        ]
        constraints = [
            models.UniqueConstraint(
                name="one_posting_counts",
                fields=["source", "year", "number"],
                condition=Q(replaced__isnull=True),
            ),
            models.CheckConstraint(
                name="posting_month_is_one_of_twelve", condition=Q(month__gte=1, month__lte=12)
            ),
            models.CheckConstraint(
                name="posting_replaced_after_known",
                condition=Q(replaced__isnull=True) | Q(replaced__gt=F("known")),
            ),
        ]
