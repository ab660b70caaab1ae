"""Deeds of the room: units are made, tied, ended and succeeded; posts are seated; empty chairs are arranged.

Each is one transaction with its line in the timeline, and done twice is done once. `viewer` is who does it;
None is the operator at the command line.
"""

from spillerum.organisation.services.deed import OrganisationError, alone
from spillerum.organisation.services.drafts import apply_draft, keep_draft
from spillerum.organisation.services.importing import PlanChanged, import_organisation
from spillerum.organisation.services.line import refuse_rings, tie
from spillerum.organisation.services.seats import arrange_falls, seat_post
from spillerum.organisation.services.units import create_unit, end_unit, succeed, unit_called

__all__ = [
    "OrganisationError",
    "PlanChanged",
    "alone",
    "apply_draft",
    "arrange_falls",
    "create_unit",
    "end_unit",
    "import_organisation",
    "keep_draft",
    "refuse_rings",
    "seat_post",
    "succeed",
    "tie",
    "unit_called",
]
