"""Money moved from one bag to another."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q

from spillerum.matters.models import Matter
from spillerum.money.models import AccountGroup
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class Transfer(models.Model):
    """An amount of a year's budget from one unit's account group to another's.

    Within a unit there is no matter: its leader moves it, and may move it back. `key` names what a form asked for, so
    that sending it twice does it once.
    """

    matter = models.OneToOneField(
        Matter, models.PROTECT, null=True, blank=True, related_name="transfer"
    )  # empty: within a unit
    key = models.UUIDField(unique=True, default=uuid.uuid4)
    year = models.PositiveSmallIntegerField()
    giver = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_out")
    giver_group = models.ForeignKey(AccountGroup, models.PROTECT, related_name="+")
    taker = models.ForeignKey(Unit, models.PROTECT, related_name="transfers_in")
    taker_group = models.ForeignKey(AccountGroup, models.PROTECT, related_name="+")
    amount = models.BigIntegerField()  # øre
    reason = models.CharField(max_length=300)
    proposer = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the side that proposed it
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="transfer_moves_something", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="transfer_goes_somewhere_else",
                condition=~Q(giver=F("taker"), giver_group=F("taker_group")),
            ),
            models.CheckConstraint(
                name="transfer_between_units_is_a_matter",
                condition=Q(matter__isnull=True, giver=F("taker"))
                | Q(matter__isnull=False) & ~Q(giver=F("taker")),
            ),
            models.CheckConstraint(
                name="transfer_is_proposed_by_a_side",
                condition=Q(proposer=F("giver")) | Q(proposer=F("taker")),
            ),
        ]

    @property
    def other(self) -> Unit:
        """The side that is asked."""
        return self.taker if self.proposer_id == self.giver_id else self.giver
