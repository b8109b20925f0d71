"""Where everything is: the desk under /admin/, the public everywhere else."""

from django.contrib import admin
from django.urls import include, path
from django.views.i18n import JavaScriptCatalog

from disclosure.health import healthz
from disclosure.opendata.api import api

urlpatterns = [
    path("admin/jsi18n/", JavaScriptCatalog.as_view(), name="javascript-catalog"),
    path("healthz", healthz, name="healthz"),
    path("admin/", admin.site.urls),
    path("api/v1/", api.urls),
    path("", include("reports.urls")),
    path("", include("disclosure.pages.urls")),
]
handler404 = "disclosure.pages.redirects.moved_or_missing"
