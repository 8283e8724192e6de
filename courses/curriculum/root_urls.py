"""Addresses without a language: what a phone asks for to keep and to install the site."""

from django.urls import path

from courses.curriculum.views import offline

root_urlpatterns = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.<str:language>.webmanifest", offline.manifest, name="manifest"),
]
