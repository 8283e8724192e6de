"""Addresses without a language: what the phones of a room ask for, also to install it."""

from django.urls import include, path, re_path

from courses.workshops.api import guarded_urls, nothing_here
from courses.workshops.views import room

root_urlpatterns = [
    path("api/room/", include((guarded_urls(), "room_api"))),
    path("room.<str:language>.webmanifest", room.room_manifest, name="room_manifest"),
    re_path(r"^api/room/", nothing_here),
]
