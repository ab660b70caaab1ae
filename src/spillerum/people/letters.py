"""The letters with an address where a person chooses a password. The address works once, and for some days."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from threading import Thread
from typing import TYPE_CHECKING

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from spillerum.people.models import User

SENDER = "letter"  # the name of a thread that sends
A_DAY = 24 * 60 * 60
logger = logging.getLogger(__name__)


def key_address(uidb36: str, key: str) -> str:
    """Where the holder of the key chooses a password; of our own origin, whatever host was asked."""
    here = reverse("account_reset_password_from_key", kwargs={"uidb36": uidb36, "key": key})
    return settings.ORIGIN + here


def invitation(person: User) -> EmailMessage:
    """The letter that says: you are taken in, choose a password here."""
    address = key_address(user_pk_to_url_str(person), default_token_generator.make_token(person))
    with translation.override(person.language):
        return _letter(
            person,
            _("You are taken in to Spillerum"),
            _("The administrator has taken you in to Spillerum. Choose a password here:"),
            address,
            _("You sign in with this mail address. When the link has expired, get a new one here:"),
            settings.ORIGIN + reverse("account_reset_password"),
        )


def new_password(person: User, address: str) -> EmailMessage:
    """The letter to whoever asked for a new password."""
    with translation.override(person.language):
        return _letter(
            person,
            _("Choose a new password"),
            _("Somebody, you we trust, has asked for a new password for you in Spillerum. Choose it here:"),
            address,
            _("If it was not you, do nothing: your password stays as it is."),
        )


def _letter(person: User, subject: str, why: str, address: str, *more: str) -> EmailMessage:
    limit = _("The link works once, and for %(days)s days.") % {
        "days": settings.PASSWORD_RESET_TIMEOUT // A_DAY
    }
    body = "\n\n".join([f"{why}\n{address}", limit, "\n".join(more)]) + "\n"
    return EmailMessage(subject, body, settings.DEFAULT_FROM_EMAIL, [person.email])


def send(letter: EmailMessage) -> bool:
    """Whether the letter went. What stopped it is in the log."""
    try:
        letter.send()
    except (SMTPException, OSError):
        logger.exception("The letter to %s was not sent.", ", ".join(letter.to))
        return False
    return True


def send_aside(letter: EmailMessage) -> None:
    """Send while the asker is answered: how long the answer takes does not tell whether there is such a person."""
    Thread(target=send, args=(letter,), name=SENDER).start()
