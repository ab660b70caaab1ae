"""How files of a source are read and kept, by layout. A room above says so for layouts of its own, by registration."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from spillerum.figures.keeping import keep
from spillerum.figures.models import Source
from spillerum.figures.reading import read_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from spillerum.figures.models import Delivery


def _figures_told(delivery: Delivery) -> str:
    facts = {"new": delivery.new_rows, "corrections": delivery.corrections, "good": delivery.good_rows}
    return _("Received: %(good)s figures read, %(new)s of them new and %(corrections)s corrected.") % facts


def _nothing_waits(_source: Source) -> list[str]:
    return []


@dataclass(frozen=True, slots=True)
class Layout:
    """What is done with a file.

    read: source, file name and content to whatever `keep` takes; before anybody has to wait, and raising UnusableFile.
    keep: takes it in, within the transaction that made the delivery; returns how many rows somebody should look at.
    told: what came of the delivery, in a sentence. waits: what else somebody should look at, each in a sentence.
    """

    read: Callable[[Source, str, bytes], Any] = read_file
    keep: Callable[[Delivery, Any], int] = keep
    told: Callable[[Delivery], str] = _figures_told
    waits: Callable[[Source], list[str]] = _nothing_waits


_FIGURES = Layout()
_LAYOUTS: dict[str, Layout] = {Source.Layout.WIDE: _FIGURES, Source.Layout.TIDY: _FIGURES}


def register(name: str, layout: Layout) -> None:
    _LAYOUTS[name] = layout


def layout_of(source: Source) -> Layout:
    return _LAYOUTS[source.layout]
