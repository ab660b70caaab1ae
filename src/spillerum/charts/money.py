"""Amounts on a chart: one unit for all of it, kr., t.kr. or mio. kr., so that its figures are short and can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from spillerum.calendar import words

ORE = 100  # to a krone
THOUSAND, MILLION = 1_000, 1_000_000
_NAMES = {
    "da": {1: "{0}", THOUSAND: "1.000 {0}", MILLION: "mio. {0}"},
    "en": {1: "{0}", THOUSAND: "thousand {0}", MILLION: "million {0}"},
}
_SHORT = {"da": {1: "kr.", THOUSAND: "t.kr.", MILLION: "mio."}, "en": {1: "", THOUSAND: "k", MILLION: "m"}}


@dataclass(frozen=True)
class Scale:
    """`per`: kroner in one of the unit."""

    per: int
    language: str
    currency: str = "kr."

    @classmethod
    def of(cls, largest_ore: float, language: str, currency: str = "kr.") -> Scale:
        """That in which the largest amount shown has one to four figures before the comma."""
        kroner = abs(largest_ore) / ORE
        per = MILLION if kroner >= MILLION else THOUSAND if kroner >= 10 * THOUSAND else 1
        return cls(per, language, currency)

    @property
    def unit(self) -> str:
        """As an axis says it: mio. kr."""
        if self.language == "da" and self.currency == "kr." and self.per == THOUSAND:
            return "t.kr."
        return _NAMES[self.language][self.per].format(self.currency)

    def of_ore(self, ore: float) -> float:
        return ore / ORE / self.per

    def said(self, ore: float) -> str:
        """As short as a label must be: 4,61 mio., 412 t.kr., 8.400 kr."""
        value = self.of_ore(ore)
        figure = words.number(round(value, self._decimals(value)) + 0.0, self.language, self._decimals(value))
        if self.language == "da" and self.currency == "kr.":
            return f"{figure} {_SHORT['da'][self.per]}"
        return f"{figure} {_SHORT['en'][self.per]}".rstrip() if self.per > 1 else f"{figure} {self.currency}"

    def _decimals(self, value: float) -> int:
        if self.per == 1:
            return 0
        most = 2 if self.per == MILLION else 1
        return max(0, most - (abs(value) >= 100) - (abs(value) >= 1000))
