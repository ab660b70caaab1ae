"""Sign-in as allauth asks for it: nobody signs themselves up; a password is chosen by whoever has the mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from allauth.account.adapter import DefaultAccountAdapter

from spillerum.people.letters import key_address, new_password, send_aside

if TYPE_CHECKING:
    from django.http import HttpRequest

    from spillerum.people.models import User


class ClosedSignup(DefaultAccountAdapter):  # type: ignore[misc]  # allauth ships no types
    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 -- allauth's signature
        return False

    def get_reset_password_from_key_url(self, key: str) -> str:
        uidb36, _dash, token = key.partition("-")
        return key_address(uidb36, token)

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:  # noqa: ARG002 -- allauth's signature
        """Send to the person's own address as we know it, not to the one that was typed."""
        send_aside(new_password(user, context["password_reset_url"]))
