"""Addresses of this app."""

from django.urls import URLPattern, URLResolver, path

from courses.curriculum.views import (
    checklists,
    glossary,
    go,
    handbook,
    offline,
    reading,
    refresher,
    search,
)

app_name = "curriculum"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", reading.first_course, name="first_course"),
    path("kept/", offline.kept, name="kept"),
    path("<slug:course>/", reading.course, name="course"),
    path("<slug:course>/start/", reading.start, name="start"),
    path("<slug:course>/refresher/", refresher.course_again, name="course_again"),
    path("<slug:course>/guidelines/", reading.guidelines, name="guidelines"),
    path("<slug:course>/offline.json", offline.package, name="offline_package"),
    path("<slug:course>/progress/", offline.progress, name="offline_progress"),
    path("<slug:course>/go/", go.go, name="go"),
    path("<slug:course>/glossary/", glossary.glossary, name="glossary"),
    path("<slug:course>/search/", search.search, name="search"),
    path("<slug:course>/checklists/", checklists.checklists, name="checklists"),
    path("<slug:course>/handbook/", handbook.handbooks, name="handbooks"),
    path(
        "<slug:course>/handbook/<slug:scope>/<slug:language>/",
        handbook.edition,
        name="handbook_edition",
    ),
    path(
        "<slug:course>/handbook/<slug:scope>/<slug:language>/make/",
        handbook.make,
        name="make_handbook",
    ),
    path(
        "<slug:course>/handbook/<slug:scope>/<slug:language>/pdf/",
        handbook.download,
        name="handbook_pdf",
    ),
    path("<slug:course>/cards/", reading.cards, name="cards"),
    path("<slug:course>/cards/<slug:card>/", reading.card, name="card"),
    path("<slug:course>/exercises/<slug:scenario>/", reading.scenario, name="scenario"),
    path("<slug:course>/<slug:module>/refresher/", refresher.module_again, name="module_again"),
    path("<slug:course>/<slug:module>/", reading.module, name="module"),
    path("<slug:course>/<slug:module>/<slug:lesson>/", reading.lesson, name="lesson"),
    path("<slug:course>/<slug:module>/<slug:lesson>/done/", reading.done, name="done"),
    path("<slug:course>/<slug:module>/<slug:lesson>/again/", reading.again, name="again"),
]
