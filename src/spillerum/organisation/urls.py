"""Addresses of the administrator's pages."""

from __future__ import annotations

from django.urls import path

from spillerum.organisation.views import imports, people

urlpatterns = [
    path("organisation/indlaes/", imports.send, name="organisation_import"),
    path("organisation/indlaes/<int:pk>/", imports.draft, name="organisation_draft"),
    path("personer/", people.page, name="people"),
    path("personer/ny/", people.new_person, name="people_new"),
    path("personer/giv-post/", people.give, name="people_give"),
    path("personer/ny-post/", people.new_post, name="people_new_post"),
    path("personer/slut/<int:pk>/", people.end, name="people_end"),
]
