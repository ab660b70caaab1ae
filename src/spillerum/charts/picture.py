"""A chart with everything a page says about it: drawn wide and narrow, described, and as rows of a table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.charts.series import series_chart

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spillerum.charts.series import Note, Point


@dataclass(frozen=True)
class Picture:
    """Points are consecutive, oldest first. `key` is unique on the page."""

    key: str
    title: str
    description: str
    points: Sequence[Point]
    notes: Sequence[Note] = ()

    def wide(self, language: str) -> str:
        return self._drawn(language, "w", (720, 230), "chart chart-wide")

    def narrow(self, language: str) -> str:
        """For a telephone: letters keep their size, the plot gives way."""
        return self._drawn(language, "n", (350, 230), "chart chart-narrow")

    @property
    def has_gaps(self) -> bool:
        return any(point.value is None for point in self.points)

    @property
    def has_band(self) -> bool:
        return any(point.low is not None for point in self.points)

    @property
    def has_off(self) -> bool:
        return any(point.off for point in self.points)

    @property
    def newest_first(self) -> list[Point]:
        return list(reversed(self.points))

    def _drawn(self, language: str, suffix: str, size: tuple[int, int], css_class: str) -> str:
        if not self.points:
            return ""
        return series_chart(
            self.points,
            self.notes,
            key=f"{self.key}-{suffix}",
            title=self.title,
            description=self.description,
            language=language,
            size=size,
            css_class=css_class,
            pointer=suffix == "w",
        )
