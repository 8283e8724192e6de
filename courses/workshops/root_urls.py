"""Addresses without a language: what the phones of a room ask for."""

from django.urls import include, path, re_path

from courses.workshops.api import guarded_urls, nothing_here

root_urlpatterns = [
    path("api/room/", include((guarded_urls(), "room_api"))),
    re_path(r"^api/room/", nothing_here),
]
