"""Addresses of tests. ``code`` is a quiz's name; below workshops/ it is the workshop's code."""

from django.urls import path

from assessments.quizzes.views import (
    entry,
    items,
    learnt,
    paper,
    results,
    room,
    start,
    taking,
)

urlpatterns = [
    path("items/", items.item_analysis, name="item_analysis"),
    path("sittings/<int:sitting_id>/", start.sitting_start, name="sitting_start"),
    path("attempts/<int:attempt_id>/", taking.attempt, name="attempt"),
    path("attempts/<int:attempt_id>/answers/", taking.attempt_save, name="attempt_save"),
    path("attempts/<int:attempt_id>/result/", results.attempt_result, name="attempt_result"),
    path("workshops/<slug:code>/", room.workshop_tests, name="workshop_tests"),
    path("workshops/<slug:code>/plan/", room.plan_tests, name="plan_tests"),
    path("workshops/<slug:code>/scores/", room.workshop_scores, name="workshop_test_scores"),
    path("workshops/<slug:code>/learnt/", learnt.workshop_learnt, name="workshop_learnt"),
    path(
        "workshops/<slug:code>/learnt/wrong-and-sure/",
        learnt.workshop_misconceptions,
        name="workshop_misconceptions",
    ),
    path("workshops/<slug:code>/late/<int:attempt_id>/", room.late_answers, name="late_answers"),
    path("workshops/<slug:code>/<slug:occasion>/open/", room.sitting_open, name="sitting_open"),
    path("workshops/<slug:code>/<slug:occasion>/close/", room.sitting_close, name="sitting_close"),
    path("workshops/<slug:code>/<slug:occasion>/live/", room.sitting_live, name="sitting_live"),
    path("workshops/<slug:code>/<slug:occasion>/code/", room.sitting_poster, name="sitting_poster"),
    path(
        "workshops/<slug:code>/<slug:occasion>/minutes/",
        room.sitting_minutes,
        name="sitting_minutes",
    ),
    path("workshops/<slug:code>/paper/", paper.paper_forms, name="paper_forms"),
    path("workshops/<slug:code>/paper/key-<str:language>.pdf", paper.paper_key, name="paper_key"),
    path(
        "workshops/<slug:code>/paper/<slug:what>-<str:form>-<str:language>.pdf",
        paper.paper_form,
        name="paper_form",
    ),
    path("workshops/<slug:code>/entry/<slug:occasion>/", entry.paper_entry, name="paper_entry"),
    path("<slug:code>/", start.test_start, name="test_start"),
]
