"""spillerum people: the first persons and posts, before anybody can sign in and arrange the rest."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from spillerum.cli import _language
from spillerum.cli._house import make_ready, open_house

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date, datetime

    from spillerum.people.models import User

BAD_INPUT = 2
DAY = click.DateTime(["%Y-%m-%d"])
KINDS = click.Choice(["leader", "director", "data_owner", "staff", "politician", "administrator"])
unit_option = click.option("--unit", required=True, help="The unit, by name or uuid.")
kind_option = click.option("--kind", type=KINDS, required=True, help="What the post may do.")
title_option = click.option("--title", default="", help="The post's title; else its kind and unit.")


@click.group()
def command() -> None:
    """Persons and the posts they hold."""


@command.command("add")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option(
    "--language", type=click.Choice(["da", "en"]), default="da", show_default=True, help="Of pages and mail."
)
@click.option(
    "--ask-password",
    is_flag=True,
    help="Ask for a password; else they get one by mail, from the sign-in page.",
)
def add(email: str, name: str, language: str, *, ask_password: bool) -> None:
    """Take a person in. Whoever has the mail address already stays as they are."""
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True) if ask_password else None
    with _house():
        from spillerum.people.services import create_person  # noqa: PLC0415 -- after the house is open

        person = create_person(email=email, name=name, language=language, password=password)
        click.echo(f"{person.name} <{person.email}>")


@command.command("give-post")
@click.argument("email")
@unit_option
@kind_option
@title_option
@click.option("--from", "first_day", type=DAY, help="The first day; else today.")
@click.option("--to", "last_day", type=DAY, help="The last day, when it is known.")
def give_post(
    *, email: str, unit: str, kind: str, title: str, first_day: datetime | None, last_day: datetime | None
) -> None:
    """Give a person a post at a unit; the post is made if the unit has none."""
    with _house():
        from spillerum.calendar.now import today  # noqa: PLC0415 -- after the house is open
        from spillerum.organisation.services import seat_post, unit_called  # noqa: PLC0415 -- as above
        from spillerum.people.access import PostKind  # noqa: PLC0415 -- as above
        from spillerum.people.services import give_post as give  # noqa: PLC0415 -- as above

        first = _day(first_day) or today()
        person = _person(email)
        post = seat_post(unit=unit_called(unit, first), kind=PostKind(kind), title=title)
        holding = give(person=person, post=post, first_day=first, last_day=_day(last_day))
        click.echo(f"{person.name}: {post.title}, {holding.first_day} – {holding.last_day or ''}")


@command.command("end-post")
@click.argument("email")
@unit_option
@kind_option
@title_option
@click.option("--on", "last_day", type=DAY, help="The last day; else today.")
def end_post(email: str, unit: str, kind: str, title: str, last_day: datetime | None) -> None:
    """A person no longer holds the posts of that kind (and title) at the unit."""
    with _house():
        from spillerum.calendar.now import today  # noqa: PLC0415 -- after the house is open
        from spillerum.organisation.services import unit_called  # noqa: PLC0415 -- as above
        from spillerum.people.models import Post  # noqa: PLC0415 -- as above
        from spillerum.people.services import end_post as end  # noqa: PLC0415 -- as above

        person, last = _person(email), _day(last_day) or today()
        posts = Post.objects.filter(seat__unit=unit_called(unit, last), kind=kind)
        for post in posts.filter(title=title) if title else posts:
            if end(person=person, post=post, last_day=last):
                click.echo(f"{person.name}: {post.title}, – {last}")


@contextmanager
def _house() -> Iterator[None]:
    """The house open and its tables ready; what it refuses is said in a sentence, with exit status 2."""
    open_house()
    make_ready()
    _language.activate(None)
    from spillerum.organisation.services import OrganisationError  # noqa: PLC0415 -- after the house is open
    from spillerum.people.services import PeopleError  # noqa: PLC0415 -- as above

    try:
        yield
    except (OrganisationError, PeopleError) as refused:
        click.echo(str(refused), err=True)
        click.get_current_context().exit(BAD_INPUT)


def _person(email: str) -> User:
    from spillerum.people.services import person_of  # noqa: PLC0415 -- after the house is open

    return person_of(email)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None
