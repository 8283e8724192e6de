"""The one address without a language: short enough for a QR code that scans from worn paper."""

from django.urls import path

from assessments.certificates.views import verification

root_urlpatterns = [path("v/<str:code>", verification.verify_short, name="verify_short")]
