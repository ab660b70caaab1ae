"""What scans judged, which deviations they opened, and what people said."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from spillerum.figures.fields import PeriodField
from spillerum.figures.models import Measure, Observation, Series
from spillerum.matters.models import Matter
from spillerum.organisation.models import Unit
from spillerum.people.models import User


class Scan(models.Model):
    """One look at all figures: the proof that somebody looked."""

    at = models.DateTimeField(db_index=True)  # when it was made
    known = models.DateTimeField()  # on the figures as they were known then
    judged = models.PositiveIntegerField(default=0)
    off = models.PositiveIntegerField(default=0)
    not_judged = models.PositiveIntegerField(default=0)


class Verdict(models.Model):
    """What the newest scan said of one series in one period. The evidence of a deviation is kept apart, in Finding."""

    class Says(models.TextChoices):
        QUIET = "quiet", _("as expected")
        LOCAL = "local", _("off here")
        COMMON = "common", _("off everywhere")
        BOTH = "both", _("off everywhere, and more here")
        MISSING = "missing", _("missing")
        TOO_SHORT = "too_short", _("too short to judge")
        CLOSED = "closed", _("closed")

    series = models.ForeignKey(Series, models.PROTECT, related_name="verdicts")
    period = PeriodField()
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="verdicts")
    says = models.CharField(max_length=10, choices=Says.choices)
    value = models.FloatField(null=True)
    expected = models.FloatField(null=True)
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    p = models.FloatField(null=True)
    facts = models.JSONField(default=dict)  # the rest of the judgement, as deviations.evidence writes it

    class Meta:
        constraints = [models.UniqueConstraint(name="one_verdict", fields=["series", "period"])]


class Deviation(models.Model):
    """One cause: a unit that is off (local), or a whole group (common), in one or more measures at once."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="deviation")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="deviations"
    )  # empty: common
    group = models.ForeignKey(
        Unit, models.PROTECT, related_name="common_deviations"
    )  # whose siblings it was judged among
    first_period = PeriodField()
    was_handed_up = models.BooleanField(default=False)  # from then on the director sees it
    ended = models.BooleanField(default=False)

    @cached_property
    def every_part(self) -> list[Part]:
        """The first to be off first. Read in bulk by `queries.deviations`."""
        return list(self.parts.select_related("measure"))

    @property
    def now_parts(self) -> list[Part]:
        """What it is about now: the measures that are off, or all there were once it has ended."""
        return [part for part in self.every_part if not part.ended] or self.every_part

    @property
    def place(self) -> Unit:
        return self.unit or self.group


class Part(models.Model):
    """One measure's part in a deviation: it may join later, and leaves when it is as expected again."""

    deviation = models.ForeignKey(Deviation, models.PROTECT, related_name="parts")
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="parts")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")  # the deviation's
    group = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # likewise: the constraints need them
    direction = models.CharField(max_length=4, choices=[("up", _("up")), ("down", _("down"))])
    first_period = PeriodField()
    ended = models.BooleanField(default=False)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(name="one_part_a_measure", fields=["deviation", "measure"]),
            models.UniqueConstraint(
                name="one_open_deviation_a_series",
                fields=["measure", "unit"],
                condition=Q(ended=False, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_common_a_group",
                fields=["measure", "group"],
                condition=Q(ended=False, unit__isnull=True),
            ),
        ]


class Finding(models.Model):
    """What one scan found for one period of a part, with the evidence as it stood. Never changed."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="findings")
    period = PeriodField()
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="findings")
    off = models.BooleanField()  # still off, or as expected again
    evidence = models.JSONField()

    class Meta:
        ordering = ("period", "pk")
        constraints = [models.UniqueConstraint(name="one_finding_a_period", fields=["part", "period"])]


class LevelChange(models.Model):
    """A person has said that the series starts anew from a period: the baseline begins there."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="level_changes")
    first_period = PeriodField()
    reason = models.TextField()
    by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    deviation = models.ForeignKey(
        Deviation, models.PROTECT, null=True, blank=True, related_name="level_changes"
    )

    class Meta:
        constraints = [models.UniqueConstraint(name="one_level_change", fields=["series", "first_period"])]


class SetAside(models.Model):
    """An observation that counts no more: not judged, not learnt from. A corrected value counts again."""

    observation = models.OneToOneField(Observation, models.PROTECT, related_name="set_aside")
    at = models.DateTimeField()
    deviation = models.ForeignKey(Deviation, models.PROTECT, null=True, blank=True, related_name="set_aside")
