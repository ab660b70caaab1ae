"""One table of matters, one timeline, and the letters that tell of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

from spillerum.people.models import Post

if TYPE_CHECKING:
    from spillerum.matters.kinds import Kind
    from spillerum.matters.lifecycle import Lifecycle, State


class Matter(models.Model):
    kind = models.CharField(max_length=40)
    state = models.CharField(max_length=30)
    since = models.DateTimeField()
    falls_due = models.DateTimeField(null=True, blank=True, db_index=True)
    post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="matters")
    asks = models.BooleanField(
        default=True
    )  # somebody is waited for (kept beside state so that the inbox is one query)
    opened = models.DateTimeField()
    moves_made = models.PositiveIntegerField(
        default=0
    )  # the lock: of two simultaneous moves exactly one counts up

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="open_matter_has_post_and_date",
                condition=Q(post__isnull=False, falls_due__isnull=False)
                | Q(post__isnull=True, falls_due__isnull=True),
            ),
            models.CheckConstraint(
                name="only_open_matters_ask", condition=Q(asks=False) | Q(post__isnull=False)
            ),
        ]

    @property
    def kind_of(self) -> Kind:
        from spillerum.matters.kinds import KINDS  # noqa: PLC0415 -- kinds name models in their types

        return KINDS[self.kind]

    @property
    def lifecycle(self) -> Lifecycle:
        return self.kind_of.lifecycle

    @property
    def state_of(self) -> State:
        return self.lifecycle.state(self.state)

    @property
    def is_open(self) -> bool:
        return self.post_id is not None


class Entry(models.Model):
    """One line of the timeline. Only ever added. `matter` is empty for deeds outside any matter; `about` says what."""

    matter = models.ForeignKey(Matter, models.PROTECT, null=True, blank=True, related_name="timeline")
    about = models.CharField(max_length=80, blank=True, db_index=True)
    at = models.DateTimeField()  # when it counts from: for silence, when it fell due
    recorded = models.DateTimeField()  # when it was written down
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    for_post = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=40)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints = [
            models.CheckConstraint(
                name="entry_is_about_something", condition=Q(matter__isnull=False) | ~Q(about="")
            ),
        ]


class Letter(models.Model):
    """The one mail a person may get a day. Written in the clock's transaction, sent after it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="letters")
    day = models.DateField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    newest = models.DateTimeField()  # the newest matter it told of
    taken = models.DateTimeField(null=True, blank=True)
    sent = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="one_letter_a_day", fields=["person", "day"])]


class Turn(models.Model):
    """One at a time: whoever holds the row's lock has the turn. SQLite's single writer does the same by itself."""

    name = models.CharField(max_length=40, unique=True)
