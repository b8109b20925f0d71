"""Public addresses of annual reports."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from reports import views


class DataKindConverter(StringConverter):
    """The formats in which all figures are given out."""

    regex = "|".join(views.DATA_KINDS)


register_converter(DataKindConverter, "data_kind")
app_name = "reports"
urlpatterns = [
    path("reports/", views.report_list, name="report_list"),
    path("reports/data.<data_kind:kind>", views.report_data, name="report_data"),
    path("reports/agencies/<str:code>/", views.agency_trends, name="agency_trends"),
    path("reports/<int:year>/compare/", views.compare, name="compare"),
    path("reports/<int:year>/", views.report_year, name="report_year"),
]
