"""Addresses of tests. ``code`` is a quiz's name; below workshops/ it is the workshop's code."""

from django.urls import path

from assessments.quizzes.views import results, start, taking

urlpatterns = [
    path("sittings/<int:sitting_id>/", start.sitting_start, name="sitting_start"),
    path("attempts/<int:attempt_id>/", taking.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/answers/", taking.attempt_save, name="attempt_save"),
    path("attempts/<int:attempt_id>/result/", results.attempt_result, name="attempt_result"),
    path("<slug:code>/", start.test_start, name="test_start"),
]
