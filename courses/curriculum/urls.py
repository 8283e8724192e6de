"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from courses.curriculum import views

app_name = "curriculum"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.first_course, name="first_course"),
    path("<slug:course>/", views.course, name="course"),
    path("<slug:course>/start/", views.start, name="start"),
    path("<slug:course>/guidelines/", views.guidelines, name="guidelines"),
    path("<slug:course>/cards/", views.cards, name="cards"),
    path("<slug:course>/cards/<slug:card>/", views.card, name="card"),
    path("<slug:course>/exercises/<slug:scenario>/", views.scenario, name="scenario"),
    path("<slug:course>/<slug:module>/", views.module, name="module"),
    path("<slug:course>/<slug:module>/<slug:lesson>/", views.lesson, name="lesson"),
    path("<slug:course>/<slug:module>/<slug:lesson>/done/", views.done, name="done"),
    path("<slug:course>/<slug:module>/<slug:lesson>/again/", views.again, name="again"),
]
