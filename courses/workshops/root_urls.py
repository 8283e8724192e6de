"""Addresses without a language: what the phones of a room ask for."""

from django.urls import include, path

from courses.workshops.api import guarded_urls

root_urlpatterns = [path("api/room/", include((guarded_urls(), "room_api")))]
