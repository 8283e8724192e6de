"""Addresses of this app."""

from django.urls import include, path

urlpatterns = [
    path("", include("allauth.account.urls")),
]
