"""Addresses without a language: what a phone asks for to keep and to install the site, and the door
that stands before one of the CMS's own."""

from django.urls import path

from courses.curriculum.cms.approval import workflow_action
from courses.curriculum.views import offline

root_urlpatterns = [
    path("sw.js", offline.service_worker, name="service_worker"),
    path("manifest.<str:language>.webmanifest", offline.manifest, name="manifest"),
    path(
        "cms/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        workflow_action,
    ),
]
