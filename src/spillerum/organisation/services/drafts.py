"""A file of units is kept while somebody looks at what it changes, and done when they say yes."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from spillerum.calendar.now import now
from spillerum.organisation.models import Draft
from spillerum.organisation.services.deed import OrganisationError, alone, may_arrange
from spillerum.organisation.services.importing import import_organisation

if TYPE_CHECKING:
    from spillerum.organisation.intake.plan import Plan
    from spillerum.people.access import Viewer

FORGOTTEN = timedelta(days=1)  # a file nobody said yes to in that time is not kept


def keep_draft(*, content: bytes, file: str, viewer: Viewer) -> Draft:
    may_arrange(viewer)
    Draft.objects.filter(applied__isnull=True, sent__lt=now() - FORGOTTEN).delete()
    return Draft.objects.create(content=content, file=file, by=viewer.user, sent=now())


def apply_draft(*, draft: Draft, seen: str, viewer: Viewer) -> Plan:
    """Do what the draft says, once. Raises OrganisationError when it is done or would do something else."""
    may_arrange(viewer)
    with alone():
        if not Draft.objects.filter(pk=draft.pk, applied__isnull=True).update(applied=now()):
            raise OrganisationError(_("This file has been taken in already."))
        return import_organisation(content=bytes(draft.content), file=draft.file, seen=seen, viewer=viewer)
