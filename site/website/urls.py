"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from website import views

#: Under a language.
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("my/", views.my_learning, name="my_learning"),
]

#: Without a language: for machines, and for the bare address.
root_urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.front_door, name="front_door"),
    path("robots.txt", views.robots, name="robots"),
    path("media/images/<path:path>", views.picture, name="picture"),
    path("favicon.ico", views.favicon, name="favicon"),
]
