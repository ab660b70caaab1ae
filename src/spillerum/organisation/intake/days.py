"""Days in words, in the language of whoever reads them at last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.functional import lazy
from django.utils.translation import get_language

from spillerum.calendar import words

if TYPE_CHECKING:
    from datetime import date


def day_in_words(day: date | None) -> str:
    return words.day(day, "en" if get_language() == "en" else "da")


lazy_day = lazy(day_in_words, str)
