"""Who may see and arrange the organisation.

Names of units and who leads them are no secret inside the house. Their figures are for those who answer for
them: the posts at the unit and above it in the line. Politicians steer by frames and see no unit alone.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, cast

from spillerum.people.access import PostKind, rule

if TYPE_CHECKING:
    from spillerum.organisation.models import Unit
    from spillerum.people.access import Viewer

SEES_FIGURES = (PostKind.LEADER, PostKind.DIRECTOR, PostKind.STAFF, PostKind.DATA_OWNER)


class OrganisationPermission(StrEnum):
    DIRECTORY = "organisation.directory"  # the units of today and who leads them
    SEE_UNIT = "organisation.see_unit"  # a unit's figures
    ARRANGE = "organisation.arrange"  # import, tie, end and merge units


@rule(OrganisationPermission.DIRECTORY)
def _everybody_signed_in(_viewer: Viewer, _thing: object) -> bool:
    return True


@rule(OrganisationPermission.SEE_UNIT)
def _posts_at_the_unit_or_above_it(viewer: Viewer, thing: object) -> bool:
    own = {post.pk for post in viewer.posts if post.kind in SEES_FIGURES}
    return bool(own & cast("Unit", thing).posts_in_line(viewer.on))


@rule(OrganisationPermission.ARRANGE)
def _administrators(viewer: Viewer, _thing: object) -> bool:
    return viewer.is_a(PostKind.ADMINISTRATOR)
