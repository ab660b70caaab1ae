"""Addresses of what leaders agree on about money."""

from __future__ import annotations

from django.urls import path

from spillerum.agreements import views

urlpatterns = [
    path("penge/<int:pk>/flyt/", views.move_money, name="move_money"),
    path("penge/<int:pk>/spar-sammen/", views.save_together, name="save_together"),
]
