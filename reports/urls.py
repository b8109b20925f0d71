"""Public addresses of annual reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/<int:year>/", views.report_year, name="report_year"),
]
