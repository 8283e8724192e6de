"""Addresses of a focal point's rooms, apart from those of facilitators."""

from django.urls import path

from courses.workshops.views import focal

urlpatterns = [
    path("", focal.nominations, name="nominations"),
    path("<slug:code>/", focal.nomination_room, name="nomination_room"),
    path("<slug:code>/new/", focal.nominee_new, name="nominee_new"),
    path("<slug:code>/import/", focal.nominee_import, name="nominee_import"),
    path("<slug:code>/import/template.xlsx", focal.nominee_template, name="nominee_template"),
    path("<slug:code>/import/<uuid:upload_id>/", focal.nominee_preview, name="nominee_preview"),
    path("<slug:code>/people/<int:registration_id>/", focal.nominee, name="nominee"),
    path(
        "<slug:code>/people/<int:registration_id>/replace/",
        focal.nominee_replace,
        name="nominee_replace",
    ),
    path(
        "<slug:code>/people/<int:registration_id>/withdraw/",
        focal.nominee_withdraw,
        name="nominee_withdraw",
    ),
]
