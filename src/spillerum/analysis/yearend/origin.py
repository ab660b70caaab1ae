"""What there was to see of each unit at one date, and nothing later: the expected rest of the year and how sure it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from spillerum.analysis.yearend import smoothing
from spillerum.analysis.yearend.season import profile_of_all, profiles
from spillerum.analysis.yearend.spending import MONTHS
from spillerum.analysis.yearend.stopped import stopped

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.analysis.series import Bools, Floats
    from spillerum.analysis.yearend.panel import Panel

_FLOOR = 0.01  # of a mean month: what a log of nothing is taken of
_RECENT = 2 * MONTHS
_YEARS = 8  # followed
_LEAST = 0.1  # of a year's scale: what a departure is at least measured against


@dataclass(frozen=True, slots=True)
class Portfolio:
    """What the units teach one another at one date: profile (12,), prior and usual square error (settings,)."""

    profile: Floats
    prior: Floats
    usual: Floats


@dataclass(frozen=True, slots=True)
class Seen:
    """One date: `year` (its place in the panel), `known` months; the rest along (units,).

    spent: so far. rest: expected from now on. spread: standard deviation of its log. last: last year's rest (`rest`
    where it is not known). scale: a year's turnover. regular: share of the last two years' months with something.
    stopped: the probability that it has. lives: whether anything is known.
    """

    year: int
    known: int
    spent: Floats
    rest: Floats
    spread: Floats
    last: Floats
    scale: Floats
    regular: Floats
    stopped: Floats
    lives: Bools

    @property
    def size(self) -> Floats:
        """What a departure is measured against: the year's total as expected."""
        return np.asarray(np.maximum(np.abs(self.spent + self.rest), _LEAST * self.scale))


def look(
    panel: Panel, year: int, dates: Sequence[int], taught: Portfolio | None = None
) -> list[tuple[Seen, Portfolio]]:
    """The year at `dates` (numbers of known months, rising); `taught`: by another part of the portfolio."""
    before = panel.months[:, : max(year - -(-panel.behind // MONTHS), 0)]
    profile = taught.profile if taught else profile_of_all(before)
    own = profiles(before, profile)
    first = max(year - _YEARS, 0)
    flat = panel.months[:, first : year + 1].reshape(len(panel.months), -1).copy()
    begin = (year - first) * MONTHS
    flat[:, max(begin - panel.behind, 0) : begin] = np.nan
    logs = _logs(flat, begin + dates[0])
    found = []
    for known, settings in zip(dates, smoothing.follow(logs, own, [begin + k for k in dates]), strict=True):
        learnt = taught or Portfolio(profile, smoothing.prior(settings), smoothing.usual(settings))
        rest, spread = smoothing.averaged(settings, learnt.prior, learnt.usual)
        found.append((_seen(panel, year, known, flat[:, : begin + known], own, rest, spread), learnt))
    return found


def _logs(flat: Floats, until: int) -> Floats:
    """Logs with a floor; both are of what was known at the first date (or of all, for whoever began later)."""
    recent = turnover(flat[:, max(until - _RECENT, 0) : until])
    mean = np.where(recent > 0, recent, turnover(flat))
    floor = np.where(mean > 0, _FLOOR * mean, 1.0)[:, None]
    return np.log(np.maximum(flat, floor))


def turnover(months: Floats) -> Floats:
    """The mean size of the known months; nought without any."""
    known = np.isfinite(months)
    return np.asarray(np.where(known, np.abs(months), 0.0).sum(axis=1) / np.maximum(known.sum(axis=1), 1))


def _seen(
    panel: Panel, year: int, known: int, flat: Floats, own: Floats, rest: Floats, spread: Floats
) -> Seen:
    this = panel.months[:, year]
    lives = np.asarray(np.isfinite(flat).any(axis=1))
    recent = flat[:, -_RECENT:]
    told = np.isfinite(recent)
    began = np.cumsum(np.isfinite(flat), axis=1)[:, flat.shape[1] - known :] > 0
    late = began & ~np.isfinite(this[:, :known])
    share = np.where(late, own[:, :known], 0.0).sum(axis=1) / own[:, known:].sum(axis=1)
    rest = np.where(lives, rest * (1 + share), 0.0)
    last = panel.months[:, year - 1, known:].sum(axis=1) * (1 + share) if year else np.full(len(rest), np.nan)
    whole = year > 0 and not panel.behind
    return Seen(
        year, known, np.nansum(this[:, :known], axis=1), rest, spread,
        np.where(np.isfinite(last) & whole, last, rest),
        MONTHS * turnover(recent),
        (told & (recent != 0)).sum(axis=1) / np.maximum(told.sum(axis=1), 1),
        stopped(flat), lives,
    )  # fmt: skip
