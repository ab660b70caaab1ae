"""Accounts nobody has said where belong: what lies in them, a form that places them, and the rules that place the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from spillerum.figures.naming import labels_of_units
from spillerum.matters.kinds import UNMEASURED
from spillerum.money.access import MoneyPermission
from spillerum.money.intake.rules import write_rules
from spillerum.money.models import Account, AccountGroup, AccountRule, Placing
from spillerum.money.queries import suggestions, unplaced
from spillerum.money.services import place, set_aside
from spillerum.organisation.models import Unit
from spillerum.people.access import require, viewer_in
from spillerum.site.pages.money.forms import PlaceForm

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from django.http import HttpRequest

    from spillerum.money.queries import Unplaced
    from spillerum.people.access import Viewer

ROWS, BY_HAND = 25, 20  # on a page


@dataclass(frozen=True)
class Lacking:
    """An account without a place, and where it may belong: names, where something speaks for one."""

    account: Unplaced
    unit: str
    group: str

    @property
    def whole(self) -> bool:
        """Unit and group are both suggested."""
        return bool(self.unit and self.group)


@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    viewer = viewer_in(request)
    require(viewer, MoneyPermission.PLACE)
    lacking = unplaced()
    if "suggested" in request.POST:
        _take_suggestion(request, viewer, lacking)
        return redirect("accounts")
    labels = labels_of_units()
    form = PlaceForm(request.POST or None, units=labels)
    if form.is_valid():
        _place(request, viewer, form.cleaned_data)
        return redirect("accounts")
    shown = Paginator(lacking, ROWS).get_page(request.GET.get("side"))
    context = {
        "form": form,
        "labels": [label for label, _unit in labels],
        "chosen": set(request.POST.getlist("accounts")),
        "shown": shown,
        "rows": _rows(list(shown), {unit.pk: label for label, unit in labels}),
        "spent": sum(one.spent for one in lacking),
        "budget": sum(one.budget for one in lacking),
        "by_hand": _by_hand(),
        "rules": AccountRule.objects.filter(replaced__isnull=True).select_related("unit", "group"),
    }
    return render(
        request,
        "site/money/accounts.html",
        context | {"asked": UNMEASURED},
        status=422 if form.is_bound else 200,
    )


@require_safe
def rules_file(request: HttpRequest) -> HttpResponse:
    """The rules in force, as `spillerum accounts rules` reads them again."""
    require(viewer_in(request), MoneyPermission.PLACE)
    response = HttpResponse(write_rules("csv"), content_type="text/csv; charset=utf-8")
    name = _("account-rules")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _place(request: HttpRequest, viewer: Viewer, said: dict[str, Any]) -> None:
    accounts, why = list(said["accounts"]), said["why"]
    if said["nobody"]:
        count = set_aside(viewer=viewer, accounts=accounts, why=why)
        told = ngettext("%(n)s account is nobody's budget.", "%(n)s accounts are nobody's budget.", count)
        messages.success(request, told % {"n": count})
        return
    count = place(viewer=viewer, accounts=accounts, unit=said["unit"], group=said["group"], why=why)
    _tell_placed(request, count, said["unit"].name, said["group"].name)


def _take_suggestion(request: HttpRequest, viewer: Viewer, lacking: Sequence[Unplaced]) -> None:
    """Worked out again here: what the page showed may be old."""
    asked = [one for one in lacking if str(one.account_id) == request.POST["suggested"]]
    there = suggestions(asked)[asked[0].account_id] if asked else None
    if there is None or there.unit is None or there.group is None:
        messages.warning(request, _("It has got a place meanwhile, or nothing speaks for one any more."))
        return
    unit, group = Unit.objects.get(pk=there.unit), AccountGroup.objects.get(pk=there.group)
    account = Account.objects.get(pk=asked[0].account_id)
    why = _("As other accounts of the same cost centre and of the same account string.")
    count = place(viewer=viewer, accounts=[account], unit=unit, group=group, why=why)
    _tell_placed(request, count, unit.name, group.name)


def _tell_placed(request: HttpRequest, count: int, unit: str, group: str) -> None:
    told = ngettext(
        "%(n)s account belongs to %(unit)s, %(group)s, with all of its history.",
        "%(n)s accounts belong to %(unit)s, %(group)s, with all of their history.",
        count,
    )
    messages.success(request, told % {"n": count, "unit": unit, "group": group.lower()})


def _rows(lacking: Sequence[Unplaced], units: Mapping[int, str]) -> list[Lacking]:
    """Four queries, however many."""
    groups = {group.pk: group.name for group in AccountGroup.objects.all()}
    found = suggestions(lacking)
    return [
        Lacking(one, units.get(there.unit or 0, ""), groups.get(there.group or 0, ""))
        for one in lacking
        if (there := found[one.account_id])
    ]


def _by_hand() -> list[Placing]:
    """What people have said last, an account once: it may be said again. One query."""
    rows = Placing.objects.filter(by_hand=True).select_related("account", "unit", "group", "by")
    newest: dict[int, Placing] = {}
    for row in rows.order_by("-known", "-pk")[: BY_HAND * 2]:
        newest.setdefault(row.account_id, row)
    return list(newest.values())[:BY_HAND]
