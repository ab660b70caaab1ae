"""Accounts as the books call them, and where each belongs: rules a controller can read, and placings as they were known."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spillerum.organisation.models import Unit
from spillerum.people.models import User


class AccountGroup(models.Model):
    """A handful of kinds of money a leader thinks in: wages, materials, rent, fees."""

    class Method(models.TextChoices):
        """How a year's budget is spread over its months."""

        TWELFTHS = "twelfths", _("a twelfth a month")
        LAST_YEAR = "last_year", _("as last year")
        YEARS = "years", _("as several years together")
        PLAN = "plan", _("by a plan")
        LEARNT = "learnt", _("as learnt from the unit and its siblings")

    key = models.SlugField(max_length=60, unique=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    income = models.BooleanField(default=False)
    method = models.CharField(max_length=10, choices=Method.choices, default=Method.LEARNT)
    plan = models.JSONField(default=list, blank=True)  # twelve shares, for the method “plan”
    materiality_ore = models.BigIntegerField(default=500_000)  # this much and …
    materiality_share = models.DecimalField(max_digits=5, decimal_places=4, default="0.1")  # … this share
    place = models.PositiveSmallIntegerField(default=0)  # in lists

    class Meta:
        ordering = ("place", "key")
        constraints = [
            models.CheckConstraint(
                name="group_materiality_is_not_negative",
                condition=Q(materiality_ore__gte=0, materiality_share__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_da


class Account(models.Model):
    """An account string and a cost centre exactly as the books write them."""

    text = models.CharField(max_length=120)
    cost_centre = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("text", "cost_centre")
        constraints = [models.UniqueConstraint(name="account_once", fields=["text", "cost_centre"])]

    def __str__(self) -> str:
        return f"{self.text} · {self.cost_centre}" if self.cost_centre else self.text


class AccountRule(models.Model):
    """Accounts like this belong there. Of all that match, the first counts.

    `text` and `cost_centre` are globs (* for any signs, ? for one). Without a unit the cost centre names it; without a
    group the accounts are set aside: nobody's budget.
    """

    place = models.PositiveIntegerField()  # the order
    text = models.CharField(max_length=120, default="*")
    cost_centre = models.CharField(max_length=120, default="*")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="account_rules")
    group = models.ForeignKey(
        AccountGroup, models.PROTECT, null=True, blank=True, related_name="account_rules"
    )
    note = models.CharField(max_length=200, blank=True)
    known = models.DateTimeField()
    replaced = models.DateTimeField(null=True, blank=True)  # when other rules took the place of all these

    class Meta:
        ordering = ("place", "pk")
        constraints = [
            models.UniqueConstraint(
                name="one_rule_a_place", fields=["place"], condition=Q(replaced__isnull=True)
            ),
            models.CheckConstraint(
                name="rule_without_a_group_has_no_unit",
                condition=Q(group__isnull=False) | Q(unit__isnull=True),
            ),
        ]


class Placing(models.Model):
    """Where an account belongs, and when we came to know it. The newest known counts, for all of its history.

    Neither unit nor group: set aside, nobody's budget. Only ever added.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="placings")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="placings")
    group = models.ForeignKey(AccountGroup, models.PROTECT, null=True, blank=True, related_name="placings")
    known = models.DateTimeField()
    why = models.CharField(max_length=400, blank=True)  # the rule as it read, or somebody's words
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    by_hand = models.BooleanField(default=False)  # rules do not overrule a person

    class Meta:
        constraints = [
            models.UniqueConstraint(name="placed_once_at_a_time", fields=["account", "known"]),
            models.CheckConstraint(
                name="placing_has_both_or_neither",
                condition=Q(unit__isnull=False, group__isnull=False)
                | Q(unit__isnull=True, group__isnull=True),
            ),
        ]
