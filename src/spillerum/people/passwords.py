"""Allauth's forms in our words, and with keys that open nothing for whoever is closed out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.forms import LoginForm, ResetPasswordForm, ResetPasswordKeyForm, UserTokenForm
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from spillerum.people.models import User


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth ships no types
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].help_text = ""  # the page has its own link to a new password
        _plain(self.fields["login"], _("Mail address"))
        _plain(self.fields["password"], _("Password"))


class AskForm(ResetPasswordForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["email"], _("Mail address"))


class ChooseForm(ResetPasswordKeyForm):  # type: ignore[misc]  # as above
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _plain(self.fields["password1"], _("New password"))
        _plain(self.fields["password2"], _("The same once more"))
        self.fields["password1"].help_text = _(
            "At least 12 characters. A few words in a row are easy to remember."
        )


class KeyForm(UserTokenForm):  # type: ignore[misc]  # as above
    """A key sent before its person was closed out opens nothing."""

    def _get_user(self, uidb36: str) -> User | None:
        person: User | None = super()._get_user(uidb36)
        return person if person is not None and person.is_active else None


def _plain(field: Any, label: Any) -> None:
    """Our label, and no placeholder that repeats it."""
    field.label = label
    field.widget.attrs.pop("placeholder", None)
