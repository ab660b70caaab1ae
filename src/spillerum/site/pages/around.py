"""What goes on around a viewer without waiting for the viewer: own matters on their way, common causes, colleagues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from spillerum.site.pages.sheet import waits_for

if TYPE_CHECKING:
    from collections.abc import Collection

    from spillerum.people.access import Viewer
    from spillerum.site.pages.sheet import Sheet, Told


@dataclass(frozen=True)
class Around:
    """`own`: answered and on their way, or with somebody else; `common`: shared causes; `asking`: colleagues who ask."""

    own: list[Told]
    common: list[Told]
    asking: list[Told]


def around(
    viewer: Viewer,
    sheet: Sheet,
    unit_ids: Collection[int],
    *,
    among: Collection[int],
    within: Collection[int],
) -> Around:
    """From the open deviations of the sheet, those of these units and around them.

    among: the groups the units are judged among, where colleagues ask; within: all groups they are of.
    """
    others = [d for d in sheet.deviations if not waits_for(viewer, d.matter)]
    near = [d for d in others if d.unit_id is not None and d.group_id in among and d.unit_id not in unit_ids]
    return Around(
        own=sheet.of(d for d in others if d.unit_id in unit_ids),
        common=sheet.of(d for d in others if d.unit_id is None and d.group_id in within),
        asking=sheet.of(d for d in near if d.matter.state == "helping"),
    )


def common_causes(sheet: Sheet) -> list[Told]:
    """What is off everywhere."""
    return sheet.of(d for d in sheet.deviations if d.unit_id is None)
