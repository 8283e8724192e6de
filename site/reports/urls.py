"""Addresses of the reports. ``code`` is the workshop's code, e.g. MICIC-2024-06."""

from django.urls import path

from reports import views

urlpatterns = [
    path("", views.report_list, name="reports"),
    path("report.pdf", views.reports_pdf, name="reports_pdf"),
    path("figures.xlsx", views.reports_xlsx, name="reports_xlsx"),
    path("figures.csv", views.reports_csv, name="reports_csv"),
    path("learning/", views.learning, name="reports_learning"),
    path("learning/figures.xlsx", views.learning_xlsx, name="reports_learning_xlsx"),
    path("learning/figures.csv", views.learning_csv, name="reports_learning_csv"),
    path("workshops/<slug:code>/", views.report, name="report"),
    path("workshops/<slug:code>/report.pdf", views.report_pdf, name="report_pdf"),
    path("workshops/<slug:code>/figures.xlsx", views.report_xlsx, name="report_xlsx"),
    path("workshops/<slug:code>/figures.csv", views.report_csv, name="report_csv"),
    path("workshops/<slug:code>/people/", views.report_roster, name="report_roster"),
]
