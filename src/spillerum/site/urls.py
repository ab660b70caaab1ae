"""Every address of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import include, path

from spillerum.site.pages import cost, directory, mine, search, signing_in, small, unit
from spillerum.site.pages.money import accounts, coming, frames, hits
from spillerum.site.pages.money import page as money

if TYPE_CHECKING:
    from django.urls import URLPattern, URLResolver

urlpatterns: list[URLPattern | URLResolver] = [
    path("", mine.page, name="mine"),
    path("enheder/", directory.page, name="units"),
    path("enhed/<int:pk>/", unit.page, name="unit"),
    path("penge/<int:pk>/", money.page, name="money"),
    path("penge/<int:pk>.csv", money.file, name="money_file"),
    path("penge/<int:pk>/fordeling/<int:group>/", money.course, name="money_course"),
    path("penge/<int:pk>/kommer/", coming.page, name="coming"),
    path("penge/prognosen/", hits.page, name="forecast_hits"),
    path("rammer/", frames.page, name="frames"),
    path("konti/", accounts.page, name="accounts"),
    path("konti/regler.csv", accounts.rules_file, name="account_rules_file"),
    path("soeg/", search.page, name="search"),
    path("", include("spillerum.matters.urls")),
    path("", include("spillerum.figures.urls")),
    path("", include("spillerum.organisation.urls")),
    path("", include("spillerum.agreements.urls")),
    path("demo/", include("spillerum.site.demo.urls")),
    path("hvad-det-koster/", cost.page, name="cost"),
    path("tilgaengelighed/", small.accessibility, name="accessibility"),
    path("sprog/", small.language, name="language"),
    path("log-ind/", signing_in.login, name="account_login"),
    path("log-ud/", signing_in.logout, name="account_logout"),
    path("lukket/", signing_in.inactive, name="account_inactive"),
    path("ny-adgangskode/", signing_in.ask, name="account_reset_password"),
    path("ny-adgangskode/sendt/", signing_in.asked, name="account_reset_password_done"),
    path("ny-adgangskode/valgt/", signing_in.chosen, name="account_reset_password_from_key_done"),
    path(
        "ny-adgangskode/<slug:uidb36>/<slug:key>/", signing_in.choose, name="account_reset_password_from_key"
    ),
    path("opret/", signing_in.no_signup, name="account_signup"),
]
