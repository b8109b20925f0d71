"""Public addresses of annual reports."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from disclosure.pages.dating import dated
from reports import views


class DataKindConverter(StringConverter):
    """The formats in which all figures are given out."""

    regex = "|".join(views.DATA_KINDS)


register_converter(DataKindConverter, "data_kind")
app_name = "reports"
urlpatterns = [
    path("reports/", dated(views.report_list), name="report_list"),
    path("reports/data.<data_kind:kind>", dated(views.report_data), name="report_data"),
    path("reports/agencies/<str:code>/", dated(views.agency_trends), name="agency_trends"),
    path("reports/<int:year>/compare/", dated(views.compare), name="compare"),
    path("reports/<int:year>/", dated(views.report_year), name="report_year"),
]
