"""The demo's day: one row, and only in the demo."""

from __future__ import annotations

from django.db import models


class DemoDay(models.Model):
    """What time it is in the demo. The database keeps it, so that every process agrees."""

    now = models.DateTimeField()
