"""Addresses of figures and their sources."""

from __future__ import annotations

from django.urls import path

from spillerum.figures.views import measures, mending, sources

urlpatterns = [
    path("tal/", measures.measures, name="measures"),
    path("tal/<slug:key>/", measures.measure, name="measure"),
    path("tal/serie/<int:pk>.<slug:form>", measures.series_file, name="series_file"),
    path("kilder/", sources.sources, name="sources"),
    path("kilder/<int:pk>/", sources.source, name="source"),
    path("kilder/<int:pk>/aflever/", sources.deliver, name="deliver"),
    path("kilder/<int:pk>/laeg-alle-til-side/", mending.all_rows, name="wave_off_all"),
    path("kilder/leverance/<int:pk>/", sources.delivery_file, name="delivery_file"),
    path("kilder/navn/<int:pk>/", mending.name, name="name_of_unit"),
    path("kilder/raekke/<int:pk>/", mending.row, name="unread_row"),
]
