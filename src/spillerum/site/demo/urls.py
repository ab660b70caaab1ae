"""The demo's addresses; each view says 404 outside the demo."""

from __future__ import annotations

from django.urls import path

from spillerum.site.demo import views

urlpatterns = [
    path("", views.who, name="demo_who"),
    path("vaer/<int:pk>/", views.be, name="demo_be"),
    path("penge/", views.how_money_is_made, name="demo_money"),
    path("naeste-maaned/", views.next_month, name="demo_next_month"),
]
