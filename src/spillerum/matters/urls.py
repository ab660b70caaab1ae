"""Addresses of matters. Mail points at /sag/<pk>/."""

from __future__ import annotations

from django.urls import path

from spillerum.matters import views

urlpatterns = [
    path("sag/<int:pk>/", views.page, name="matter"),
    path("sag/<int:pk>/bemaerk/", views.note, name="matter_note"),
    path("sag/<int:pk>/<slug:name>/", views.move, name="matter_move"),
]
