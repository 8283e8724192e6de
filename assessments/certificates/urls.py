"""Addresses of certificates. ``code`` in a workshop's addresses is the workshop's code."""

from django.urls import path

from assessments.certificates.views import course, layout, papers, room, status, verification

urlpatterns = [
    path("verify/", verification.verify, name="verify"),
    path("verify/<str:code>/", verification.verify_certificate, name="verify_certificate"),
    path("workshops/<slug:code>/", room.workshop_certificates, name="workshop_certificates"),
    path("workshops/<slug:code>/issue/", room.issue, name="issue_certificates"),
    path("workshops/<slug:code>/progress/", room.progress, name="certificate_progress"),
    path(
        "workshops/<slug:code>/exception/<int:registration_id>/",
        room.exception,
        name="certificate_exception",
    ),
    path("workshops/<slug:code>/layout/", layout.certificate_layout, name="certificate_layout"),
    path("workshops/<slug:code>/layout/sample.pdf", layout.sample, name="certificate_sample"),
    path("workshops/<slug:code>/all.pdf", papers.all_as_pdf, name="certificates_pdf"),
    path("workshops/<slug:code>/all.zip", papers.all_as_zip, name="certificates_zip"),
    path("courses/<slug:course>/issued/", course.course_certificates, name="course_certificates"),
    path("courses/<slug:course>/take/", course.take, name="take_course_certificate"),
    path("courses/<slug:course>/", course.course_certificate, name="course_certificate"),
    path(
        "courses/<slug:course>/sample.pdf", course.course_sample, name="course_certificate_sample"
    ),
    path("<slug:number>.pdf", papers.certificate_pdf, name="certificate_pdf"),
    path("<slug:number>/", status.certificate_status, name="certificate_status"),
]
