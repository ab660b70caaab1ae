"""Deeds of the room: a person is taken in and invited, a post is given and ended. Done twice, each is done once.

The timeline lies in a storey above: each deed tells of itself by the signal `done`, inside its transaction.
`viewer` is who does it; None is the operator at the command line.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q
from django.dispatch import Signal
from django.utils.translation import gettext as _

from spillerum.calendar.now import today
from spillerum.people.access import PeoplePermission, PostKind, require
from spillerum.people.letters import invitation, send
from spillerum.people.models import Holding, Post, User

if TYPE_CHECKING:
    from datetime import date, datetime

    from django.db import models

    from spillerum.people.access import Viewer

AGAIN_AFTER = 15 * 60  # seconds: a second click within them invites nobody twice
done = Signal()  # with `about` (“person:12”), `what`, `note`, `by` (User or None), `at`, `data`


class PeopleError(Exception):
    """What every error of this room is: a sentence for whoever asked."""


def create_person(
    *,
    email: str,
    name: str,
    language: str = "da",
    password: str | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> User:
    """The person of that mail address, taken in now if nobody has it.

    Without a password they choose one themselves, through a letter: see `invite`.
    """
    _may_arrange(viewer)
    email, name = _mail_address(email), " ".join(name.split())
    if not name:
        raise PeopleError(_("A person must have a name. Write it."))
    _check_password(password, email, name)
    with transaction.atomic():
        person, new = User.objects.get_or_create(email=email, defaults={"name": name, "language": language})
        if new:
            person.set_password(password)
            person.save(update_fields=["password"])
            _tell(f"person:{person.pk}", "create_person", viewer, at, note=name)
    return person


def invite(*, person: User, viewer: Viewer | None = None, at: datetime | None = None) -> bool:
    """Send the person a letter with an address where they choose a password. Returns whether one went now.

    Whoever has a password, is closed out or was just invited gets none. Raises PeopleError when mail fails.
    """
    _may_arrange(viewer)
    if person.has_usable_password() or not person.is_active:
        return False
    just_invited = f"people.invited.{person.pk}"
    if not cache.add(just_invited, 1, AGAIN_AFTER):
        return False
    if not send(invitation(person)):
        cache.delete(just_invited)
        raise PeopleError(
            _("%(name)s is taken in, but the mail could not be sent. Try again later: save this once more.")
            % {"name": person.name}
        )
    _tell(f"person:{person.pk}", "invite", viewer, at)
    return True


def give_post(
    *,
    person: User,
    post: Post,
    first_day: date | None = None,
    last_day: date | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> Holding:
    """The person holds the post from the day (today) to the last, if known. Held already: nothing new."""
    _may_arrange(viewer)
    first_day = first_day or today()
    _check_days(post, first_day, last_day)
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)  # two givers at once: the second sees the first's
        held = _holdings(person, post, first_day).order_by("first_day").first()
        if held is not None and held.first_day <= first_day:
            return held
        if held is not None and (last_day is None or last_day >= held.first_day):
            last_day = held.first_day - timedelta(days=1)
        holding = Holding.objects.create(person=person, post=post, first_day=first_day, last_day=last_day)
        _tell(f"post:{post.pk}", "give_post", viewer, at, note=person.name, data=_days(holding))
    return holding


def end_post(
    *,
    person: User,
    post: Post,
    last_day: date | None = None,
    viewer: Viewer | None = None,
    at: datetime | None = None,
) -> int:
    """The person no longer holds the post after the day (today). Returns how many holdings that ended."""
    _may_arrange(viewer)
    last_day = last_day or today()
    with transaction.atomic():
        Post.objects.select_for_update().get(pk=post.pk)
        running = Holding.objects.filter(
            Q(last_day__isnull=True) | Q(last_day__gt=last_day), person=person, post=post
        )
        _refuse_lockout(viewer, person, post)
        gone, _rows = running.filter(first_day__gt=last_day).delete()  # never begun, so never held
        ended = running.update(last_day=last_day)
        if gone or ended:
            _tell(
                f"post:{post.pk}", "end_post", viewer, at, note=person.name, data={"last_day": str(last_day)}
            )
    return gone + ended


def abolish_post(
    *, post: Post, last_day: date | None = None, viewer: Viewer | None = None, at: datetime | None = None
) -> None:
    """After the day the post is no more: nobody holds it, and what waits for it falls to another."""
    _may_arrange(viewer)
    last_day = last_day or today()
    with transaction.atomic():
        for person in User.objects.filter(holdings__post=post).distinct():
            end_post(person=person, post=post, last_day=last_day, viewer=viewer, at=at)
        if Post.objects.filter(pk=post.pk).exclude(last_day=last_day).update(last_day=last_day):
            _tell(f"post:{post.pk}", "abolish_post", viewer, at, data={"last_day": str(last_day)})


def person_of(email: str) -> User:
    """The person of that mail address, whatever its case. Raises PeopleError."""
    person = User.objects.filter(email__iexact=email.strip()).first()
    if person is None:
        raise PeopleError(
            _("Nobody has the mail address %(email)s. Take the person in first.") % {"email": email}
        )
    return person


def _may_arrange(viewer: Viewer | None) -> None:
    if viewer is not None:
        require(viewer, PeoplePermission.ARRANGE_PEOPLE)


def _check_password(password: str | None, email: str, name: str) -> None:
    if password is None:
        return
    try:
        validate_password(password, User(email=email, name=name))
    except ValidationError as wrong:
        raise PeopleError(" ".join(wrong.messages)) from wrong


def _mail_address(text: str) -> str:
    email = text.strip().lower()
    try:
        validate_email(email)
    except ValidationError as wrong:
        raise PeopleError(
            _("“%(text)s” is no mail address. Write one like anna@kommune.dk.") % {"text": text}
        ) from wrong
    return email


def _check_days(post: Post, first_day: date, last_day: date | None) -> None:
    if last_day is not None and last_day < first_day:
        raise PeopleError(_("The last day lies before the first. Change one of them."))
    if post.last_day is not None and first_day > post.last_day:
        raise PeopleError(_("The post “%(post)s” is abolished by then. Choose another.") % {"post": post})


def _holdings(person: User, post: Post, from_day: date) -> models.QuerySet[Holding]:
    """What the person holds of the post that day or later."""
    return Holding.objects.filter(
        Q(last_day__isnull=True) | Q(last_day__gte=from_day), person=person, post=post
    )


def _refuse_lockout(viewer: Viewer | None, person: User, post: Post) -> None:
    """On the page nobody ends the last administrator; the operator at the command line may."""
    if viewer is None or post.kind != PostKind.ADMINISTRATOR:
        return
    others = Holding.objects.filter(
        last_day__isnull=True,
        first_day__lte=viewer.on,
        post__kind=PostKind.ADMINISTRATOR,
        person__is_active=True,
    ).exclude(person=person)
    if not others.exists():
        raise PeopleError(_("This is the only administrator. Give somebody else the post first."))


def _days(holding: Holding) -> dict[str, str | None]:
    last = holding.last_day
    return {"first_day": str(holding.first_day), "last_day": str(last) if last else None}


def _tell(
    about: str,
    what: str,
    viewer: Viewer | None,
    at: datetime | None,
    *,
    note: str = "",
    data: dict[str, str | None] | None = None,
) -> None:
    by = viewer.user if viewer else None
    done.send(User, about=about, what=what, by=by, at=at, note=note, data=data or {})
