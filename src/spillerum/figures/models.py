"""Measures and series; sources, deliveries and the rows nobody could read; observations in two times."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from spillerum.calendar.period import Frequency
from spillerum.figures.fields import PeriodField
from spillerum.figures.reasons import MENDABLE, Reason, label_of
from spillerum.matters.models import Matter
from spillerum.organisation.models import Unit
from spillerum.people.models import Post, User

FREQUENCIES = [
    (Frequency.DAY.value, _("day")),
    (Frequency.WEEK.value, _("week")),
    (Frequency.MONTH.value, _("month")),
    (Frequency.QUARTER.value, _("quarter")),
    (Frequency.YEAR.value, _("year")),
]


class Measure(models.Model):
    """The definition of a figure."""

    class Kind(models.TextChoices):
        COUNT = "count", _("count")
        AMOUNT = "amount", _("amount")
        RATE = "rate", _("rate")
        SCORE = "score", _("score")

    class Good(models.TextChoices):
        UP = "up", _("more is better")
        DOWN = "down", _("less is better")
        NEITHER = "", _("neither")

    key = models.SlugField(max_length=60, unique=True)
    name_da = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)
    counted_da = models.CharField(max_length=60, blank=True)  # the unit of measurement, as in “757 besøg”
    counted_en = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    good = models.CharField(max_length=4, choices=Good.choices, blank=True)
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)
    purpose = models.TextField()
    owner = models.ForeignKey(Post, models.PROTECT, related_name="measures")
    review_day = models.DateField()
    materiality_absolute = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    materiality_relative = models.DecimalField(max_digits=6, decimal_places=4, null=True, blank=True)
    lasting = models.PositiveSmallIntegerField(default=1)  # periods off before it counts
    judged = models.BooleanField(
        default=True
    )  # off: there to understand other figures by, such as opening hours

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_da

    @property
    def counted(self) -> str:
        return self.counted_en if get_language() == "en" else self.counted_da


class Series(models.Model):
    """A measure at a unit."""

    measure = models.ForeignKey(Measure, models.PROTECT, related_name="series")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="series")

    class Meta:
        constraints = [models.UniqueConstraint(name="series_once", fields=["measure", "unit"])]


class Source(models.Model):
    """Where figures come from: how its files look, how often they come, and how late is late."""

    class Layout(models.TextChoices):
        WIDE = "wide", _("a row a unit, a column a period")
        TIDY = "tidy", _("a row a figure")
        POSTINGS = "postings", _("a row a posting")  # read by the room that registers: figures.layouts
        BUDGET = "budget", _("a row a budget line")  # as above

    name = models.CharField(max_length=120, unique=True)
    owner = models.ForeignKey(Post, models.PROTECT, related_name="sources")
    layout = models.CharField(max_length=10, choices=Layout.choices)
    measure = models.ForeignKey(
        Measure, models.PROTECT, null=True, blank=True, related_name="sources"
    )  # for wide files
    frequency = models.CharField(max_length=10, choices=FREQUENCIES)
    grace_days = models.PositiveSmallIntegerField(default=30)  # after the period has ended
    expected_from = PeriodField(null=True, blank=True)  # the first period it is expected for
    expected_to = PeriodField(
        null=True, blank=True
    )  # the last one, when somebody has said that it comes no more

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="wide_source_names_its_measure", condition=~Q(layout="wide") | Q(measure__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """What a source calls a unit. `unit` is empty until somebody says which it is; its rows wait."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="aliases")
    name = models.CharField(max_length=200)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="aliases")
    ignored = models.BooleanField(default=False)  # not one of ours, somebody has said

    class Meta:
        constraints = [models.UniqueConstraint(name="alias_once", fields=["source", "name"])]


class Delivery(models.Model):
    """One immutable arrival of figures, kept whole."""

    source = models.ForeignKey(Source, models.PROTECT, related_name="deliveries")
    filename = models.CharField(max_length=200)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    arrived = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    good_rows = models.PositiveIntegerField(default=0)  # figures read
    new_rows = models.PositiveIntegerField(default=0)  # figures not known before
    corrections = models.PositiveIntegerField(default=0)  # figures that changed
    newest = PeriodField(null=True, blank=True)

    class Meta:
        ordering = ("-arrived", "-pk")
        constraints = [models.UniqueConstraint(name="delivery_once", fields=["source", "sha256"])]


class UnreadRow(models.Model):
    """A cell or row that could not be taken in: kept, shown with its reason, and mended or waved off."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="unread")
    sheet = models.CharField(max_length=100, blank=True)
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=100, blank=True)
    unit_name = models.CharField(max_length=200, blank=True)
    measure_key = models.CharField(max_length=120, blank=True)  # or its name, as the file says it
    period_text = models.CharField(max_length=40, blank=True)
    value_text = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=30)  # a code, see figures.reasons
    mended = models.DateTimeField(null=True, blank=True)  # by a person, by a mapping or by a later file
    waved_off = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("pk",)
        constraints = [
            models.CheckConstraint(
                name="unread_row_is_mended_or_waved_off",
                condition=Q(mended__isnull=True) | Q(waved_off__isnull=True),
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.mended is None and self.waved_off is None

    @property
    def reason_label(self) -> str:
        return label_of(self.reason)

    @property
    def is_mendable(self) -> bool:
        """Whether the row says whose figure it is, so that only the value (or the period) is lacking."""
        return self.reason in MENDABLE and bool(self.unit_name and self.measure_key)

    @property
    def needs_period(self) -> bool:
        return self.reason in {Reason.NOT_A_PERIOD, Reason.OTHER_FREQUENCY}


class Observation(models.Model):
    """A value of a series for a period, and when we came to know it. A correction is a new row."""

    series = models.ForeignKey(Series, models.PROTECT, related_name="observations")
    period = PeriodField()
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True)  # null: withdrawn
    known = models.DateTimeField()
    delivery = models.ForeignKey(Delivery, models.PROTECT, null=True, blank=True, related_name="observations")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="known_once", fields=["series", "period", "known"]),
        ]


class Event(models.Model):
    """Something dated that people know of: a rebuilding, new opening hours, a new way of counting."""

    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="events")  # empty: all
    measure = models.ForeignKey(Measure, models.PROTECT, null=True, blank=True, related_name="events")
    text_da = models.CharField(max_length=200)
    text_en = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    @property
    def text(self) -> str:
        return self.text_en if get_language() == "en" else self.text_da


class Lateness(models.Model):
    """A source that is late is itself a matter, for the post that owns it."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="lateness")
    source = models.ForeignKey(Source, models.PROTECT, related_name="latenesses")
    period = PeriodField()  # the first period that is missing
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="one_open_lateness", fields=["source"], condition=Q(ended=False)),
        ]


class Fault(models.Model):
    """What looks wrong with the figures of a series (or of a whole group): a matter for whoever owns the measure."""

    class Kind(models.TextChoices):
        """As in analysis.faults."""

        THIRDS = "thirds", _("a quarter as three equal months")
        COPIED = "copied", _("copied")
        SWAPPED = "swapped", _("digits swapped")
        FACTOR = "factor", _("a factor ten, hundred or thousand")
        TOTAL = "total", _("the sum is not the sum of its parts")
        STOPPED = "stopped", _("stopped")
        RENAMED = "renamed", _("a unit under a new name")
        MISSPELT = "misspelt", _("a unit under a misspelt name")

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="fault")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="faults")
    unit = models.ForeignKey(
        Unit, models.PROTECT, null=True, blank=True, related_name="faults"
    )  # empty: all of the group at once
    group = models.ForeignKey(Unit, models.PROTECT, related_name="faults_of_group")
    certain = models.BooleanField()  # left out until somebody has looked
    facts = models.JSONField(default=dict)  # the rest of what was found, newest: see figures.faulty
    ended = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="one_open_fault_a_series",
                fields=["measure", "unit", "kind", "certain"],
                condition=Q(ended=False, unit__isnull=False),
            ),
            models.UniqueConstraint(
                name="one_open_fault_a_group",
                fields=["measure", "group", "kind", "certain"],
                condition=Q(ended=False, unit__isnull=True),
            ),
        ]


class FaultyCell(models.Model):
    """One figure that looks wrong, and what it probably should have been. Never changed."""

    fault = models.ForeignKey(Fault, models.PROTECT, related_name="cells")
    series = models.ForeignKey(Series, models.PROTECT, related_name="faulty_cells")
    period = PeriodField()
    observation = models.ForeignKey(
        Observation, models.PROTECT, null=True, blank=True, related_name="faulty_cells"
    )  # empty: it is not the figure that is wrong, or there is none
    value = models.FloatField(null=True)
    likely = models.FloatField(null=True)

    class Meta:
        ordering = ("period", "pk")
        constraints = [
            models.UniqueConstraint(name="faulty_once", fields=["fault", "observation"]),
            models.UniqueConstraint(
                name="odd_once",
                fields=["fault", "series", "period"],
                condition=Q(observation__isnull=True),
            ),
        ]
