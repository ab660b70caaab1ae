"""Rows of people, posts and who holds them."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from spillerum.people.access import PostKind


class Users(BaseUserManager["User"]):
    """Users are found by their mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    email = models.EmailField(_("mail address"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    language = models.CharField(
        _("language"), max_length=2, choices=[("da", "Dansk"), ("en", "English")], default="da"
    )
    is_active = models.BooleanField(default=True)

    objects: ClassVar[Users] = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(models.Model):
    """A function somebody holds. Its unit is known by `organisation`, which lies above."""

    kind = models.CharField(max_length=20, choices=PostKind.choices)
    title = models.CharField(max_length=160)
    falls_to = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="falls_from")
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="post_does_not_fall_to_itself", condition=~Q(falls_to=F("id"))),
            models.CheckConstraint(name="post_kind_is_known", condition=Q(kind__in=PostKind.values)),
        ]

    def __str__(self) -> str:
        return self.title


class Holding(models.Model):
    """A person holds a post from a day, and to a day when that is known. Several may hold one post."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="holdings")
    person = models.ForeignKey(User, models.PROTECT, related_name="holdings")
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="holding_ends_after_it_begins",
                condition=Q(last_day__isnull=True) | Q(last_day__gte=F("first_day")),
            ),
            models.UniqueConstraint(name="holding_begins_once", fields=["post", "person", "first_day"]),
        ]
