"""Money as one would say it aloud: 412.000 kr., not 412.318,77; no finer than it is known."""

from __future__ import annotations

from math import floor, log10

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from spillerum.calendar import words

MILLION = 1_000_000
_BEFORE = frozenset({"£", "€", "$"})  # written before the amount in English


def language() -> str:
    return "en" if (get_language() or "da").startswith("en") else "da"


def said(value: float, currency: str = "kr.", *, width: float = 0.0) -> str:
    """“412.000 kr.”, “1,23 mio. kr.”, “£412,000”. width: of the interval it is known within; 0 when it is known."""
    return _with_currency(_figure(value, max(_place(value) / 100, _place(width) / 100)), currency)


def between(low: float, high: float) -> tuple[str, str]:
    """“180.000”, “640.000”: the ends of an interval, told apart, each by two digits at least; the currency has been said."""
    least = _place(max(abs(low), abs(high))) / 1000
    finest = [max(min(_place(high - low), _place(end)) / 10, least) for end in (low, high)]
    both = all(abs(_rounded(end, one)) >= MILLION for end, one in zip((low, high), finest, strict=True))
    return (_in_millions if both else _figure)(low, finest[0]), _figure(high, finest[1])


def _figure(value: float, finest: float) -> str:
    rounded = _rounded(value, finest)
    if abs(rounded) < MILLION:
        return words.number(rounded, language())
    return _("%(number)s million") % {"number": _in_millions(value, finest)}


def _in_millions(value: float, finest: float) -> str:
    return words.number(round(_rounded(value, max(finest, MILLION / 100)) / MILLION, 2), language())


def _rounded(value: float, finest: float) -> float:
    """To a multiple of a power of ten, at least of one."""
    return float(round(value, -round(log10(max(finest, 1.0))))) + 0.0


def _place(value: float) -> float:
    """The power of ten of its first digit."""
    return float(10 ** floor(log10(abs(value)))) if abs(value) >= 1 else 1.0


def _with_currency(figure: str, currency: str) -> str:
    if not currency:
        return figure
    if currency in _BEFORE and language() == "en":
        return f"−{currency}{figure[1:]}" if figure.startswith("-") else currency + figure
    return f"{figure} {currency}"
