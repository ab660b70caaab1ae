"""What people know of months to come, or of a month that was: the forecast cannot see it in the books."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spillerum.matters.models import Matter
from spillerum.money.models import AccountGroup
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class Commitment(models.Model):
    """An amount in a month. Known from a moment, and withdrawn at one; nothing else of a row changes.

    Without a group it belongs to the whole bag. `key` names what a form asked for, so that sending it twice says it once.
    """

    class Kind(models.TextChoices):
        ONE_OFF = "one_off", _("comes once")  # also when it has been: spent, and not learnt from
        COMMITMENT = "commitment", _("known to come")
        PLANNED = "planned", _("what a plan should bring")

    key = models.UUIDField(default=uuid.uuid4)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="commitments")
    group = models.ForeignKey(AccountGroup, models.PROTECT, null=True, blank=True, related_name="commitments")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    year = models.PositiveSmallIntegerField()
    month = models.PositiveSmallIntegerField()  # 1-12
    amount = models.BigIntegerField()  # øre; below nought: comes in, or is saved
    reason = models.CharField(max_length=300)
    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="commitments")
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    known = models.DateTimeField()
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("year", "month", "pk")
        indexes = [models.Index(name="commitment_by_year", fields=["year", "unit"])]
        constraints = [
            models.UniqueConstraint(name="commitment_once", fields=["key", "year", "month"]),
            models.CheckConstraint(
                name="commitment_month_is_one_of_twelve", condition=Q(month__gte=1, month__lte=12)
            ),
            models.CheckConstraint(name="commitment_is_of_something", condition=~Q(amount=0)),
            models.CheckConstraint(
                name="commitment_withdrawn_after_known",
                condition=Q(withdrawn__isnull=True) | Q(withdrawn__gte=F("known")),
            ),
            models.CheckConstraint(
                name="what_is_planned_has_its_matter", condition=~Q(kind="planned") | Q(matter__isnull=False)
            ),
        ]
