"""Mail: at most one a day, only to whom a matter waits for, never an empty one.

A letter is written in a transaction of its own and sent after it. A process that dies in between leaves a letter that
the next run sends; one that dies while sending may send it again a quarter of an hour later, which is the better fault.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta
from smtplib import SMTPException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Q
from django.utils import timezone, translation
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from spillerum.calendar import words
from spillerum.calendar.now import now
from spillerum.calendar.workdays import COPENHAGEN, add_working_days
from spillerum.matters.models import Letter, Matter
from spillerum.matters.queries import cards
from spillerum.matters.turns import turn
from spillerum.people.queries import acting_post, holders

if TYPE_CHECKING:
    from datetime import date

    from spillerum.people.models import User

REMIND_BEFORE = 2  # working days before the date
AGAIN_AFTER = timedelta(minutes=15)
logger = logging.getLogger(__name__)


def write_letters(at: datetime | None = None) -> int:
    """Write today's letters: to each person for whom something new waits, or whose date is near. Safe to run twice."""
    at = at or now()
    with turn("letters"):
        return sum(_write(person, matters, at) for person, matters in _waiting(at).items())


def send_letters() -> int:
    """Send what is written and not sent. Of two at once, one takes each letter."""
    real = datetime.now(UTC)
    sent = 0
    for letter in Letter.objects.filter(_unsent(real)).select_related("person").order_by("pk"):
        if Letter.objects.filter(_unsent(real), pk=letter.pk).update(taken=real) == 1:
            sent += _send(letter)
    return sent


def _unsent(real: datetime) -> Q:
    return Q(sent__isnull=True) & (Q(taken__isnull=True) | Q(taken__lt=real - AGAIN_AFTER))


def _send(letter: Letter) -> bool:
    try:
        send_mail(letter.subject, letter.body, settings.DEFAULT_FROM_EMAIL, [letter.person.email])
    except (SMTPException, OSError):
        logger.exception("The letter to %s was not sent; it is tried again.", letter.person.email)
        return False
    Letter.objects.filter(pk=letter.pk).update(sent=datetime.now(UTC))
    return True


def _waiting(at: datetime) -> dict[User, list[Matter]]:
    """Who is waited for, and in which matters; an empty chair's matters go to whoever answers for it."""
    day = at.astimezone(COPENHAGEN).date()
    asking = Matter.objects.filter(asks=True).select_related("post").order_by("falls_due", "pk")
    by_post: dict[int, list[Matter]] = {}
    for matter in asking:
        by_post.setdefault(matter.post_id or 0, []).append(matter)
    waiting: dict[User, list[Matter]] = {}
    for matters in by_post.values():
        post = matters[0].post
        if post is None:
            raise AssertionError("a matter that asks has a post")
        for person in holders(acting_post(post, day), day):
            waiting.setdefault(person, []).extend(matters)
    return waiting


def _write(person: User, matters: list[Matter], at: datetime) -> bool:
    day = at.astimezone(COPENHAGEN).date()
    last = Letter.objects.filter(person=person).order_by("-day").first()
    if last is not None and last.day >= day:
        return False
    near = add_working_days(day, REMIND_BEFORE)
    new = [m for m in matters if last is None or m.since > last.newest]
    if not new and not any(last_day(matter) == near for matter in matters):
        return False
    with translation.override(person.language):
        subject, body = _words(matters)
    newest = max(m.since for m in matters)
    Letter.objects.create(person=person, day=day, subject=subject, body=body, newest=newest)
    return True


def _words(matters: list[Matter]) -> tuple[str, str]:
    told = cards(matters)
    subject = ngettext("One thing waits for you", "%(count)s things wait for you", len(matters)) % {
        "count": len(matters)
    }
    paragraphs = [_paragraph(matter, told[matter.pk].title, told[matter.pk].sentence) for matter in matters]
    foot = _("You get at most one letter a day, and only when something waits for you.")
    return subject, "\n\n".join([*paragraphs, foot]) + "\n"


def _paragraph(matter: Matter, title: str, sentence: str) -> str:
    return "\n".join([title, sentence, silence_in_words(matter), f"{settings.ORIGIN}/sag/{matter.pk}/"])


def silence_in_words(matter: Matter) -> str:
    """What happens if nobody does anything, with the last day on which something may be done."""
    silence, day = matter.state_of.silence, last_day(matter)
    if silence is None or day is None:
        return ""
    language = "en" if get_language() == "en" else "da"
    return str(silence.says).format(date=words.day(day, language))


def last_day(matter: Matter) -> date | None:
    """The last day on which something may be done: the date falls due at the midnight that ends it."""
    due = matter.falls_due
    return None if due is None else timezone.localtime(due - timedelta(seconds=1)).date()
